// Layers over the drawn back, off by default: muscles, bones, lymph and the rest, from the atlas.
import { words } from '../../i18n';
import { polygon_points, smooth_outline, to_drawing } from '../../map/geometry';
import type { Atlas, ChartPoint, MapPart } from '../../port/types';
import { use_documents } from '../../ui/app_context';

export const kLayers = ['muscles', 'bones', 'ribs', 'nerves', 'vessels', 'lymph', 'zones', 'dermatomes', 'segments', 'connective_zones', 'bladder_line'] as const;
export type LayerId = (typeof kLayers)[number];

/** The layers this atlas has something for. */
export const layers_of = (atlas: Atlas): LayerId[] => kLayers.filter((layer) => parts_of(atlas, layer).length > 0);
export function parts_of(atlas: Atlas, layer: LayerId): MapPart[] {
  if (layer !== 'lymph') return atlas[layer] ?? [];
  const { basins = [], watersheds = [], flow = [] } = atlas.lymph ?? {};
  const of_kind = (kind: string, parts: readonly MapPart[]): MapPart[] => parts.map((part) => ({ ...part, kind }));
  return [...of_kind('basin', basins), ...of_kind('watershed', watersheds), ...of_kind('flow', flow)];
}

export interface Chosen { layer: LayerId; id: string }

/** How deep a muscle lies; 0 is all of them. */
export type Depth = 0 | 1 | 2 | 3;
export const lies_at = (part: MapPart, depth: Depth): boolean => depth === 0 || part.layer === undefined || Math.min(3, part.layer) === depth;

export function Layers({ shown, depth, chosen, choose }: {
  shown: readonly string[]; depth?: Depth; chosen?: Chosen | null; choose?: (part: Chosen) => void;
}) {
  const { atlas } = use_documents();
  return (
    <g class="layers">
      {kLayers.filter((layer) => shown.includes(layer)).map((layer) => (
        <g key={layer} class={`layer layer-${layer}`}>
          {[...parts_of(atlas, layer)].filter((part) => lies_at(part, depth ?? 0)).sort((a, b) => (b.layer ?? 0) - (a.layer ?? 0)).map((part) => (
            <g key={part.id} class={`part${part.kind ? ` part-${part.kind}` : ''}${chosen?.layer === layer && chosen.id === part.id ? ' part-chosen' : ''}`}
              {...(choose ? { onClick: () => choose({ layer, id: part.id }) } : {})}>
              <PartShape atlas={atlas} part={part} exact={layer === 'zones'} />
            </g>
          ))}
        </g>
      ))}
    </g>
  );
}

function PartShape({ atlas, part, exact }: { atlas: Atlas; part: MapPart; exact: boolean }) {
  const lines = [...(part.line ? [part.line] : []), ...(part.lines ?? [])];
  const places = [...(part.at ? [part.at] : []), ...(part.points ?? [])];
  return (
    <>
      {part.polygon && part.polygon.length > 2 && (exact
        ? <polygon points={polygon_points(atlas, part.polygon)} />
        : <Shape id={part.id} d={smooth_outline(atlas, part.polygon)} fibre_rad={part.fibre_rad} outward={part.side === 'left' ? -1 : 1} />)}
      {lines.map((line, i) => <polyline key={i} points={polygon_points(atlas, line)} />)}
      {part.kind === 'flow' && lines.map((line, i) => <ArrowHead key={i} atlas={atlas} line={line} />)}
      {places.map((at, i) => { const { x, y } = to_drawing(atlas, at); return <circle key={i} cx={x} cy={y} r={5} />; })}
    </>
  );
}

/** An area; a muscle shows the way of its fibres. */
function Shape({ id, d, fibre_rad, outward }: { id: string; d: string; fibre_rad: number | undefined; outward: 1 | -1 }) {
  if (fibre_rad === undefined) return <path class="area-shape" d={d} />;
  const pattern = `fibre-${id}`;
  const turn_deg = (outward * fibre_rad * 180) / Math.PI;
  return (
    <>
      <pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={`rotate(${turn_deg.toFixed(0)})`}>
        <rect class="fibre-ground" width="6" height="6" /><path class="fibre-line" d="M3 0V6" />
      </pattern>
      <path class="area-shape area-fibre" d={d} fill={`url(#${pattern})`} />
    </>
  );
}

function ArrowHead({ atlas, line }: { atlas: Atlas; line: readonly ChartPoint[] }) {
  if (line.length < 2) return null;
  const [a, b] = [to_drawing(atlas, line[line.length - 2]!), to_drawing(atlas, line[line.length - 1]!)];
  const turn = (Math.atan2(b.x - a.x, a.y - b.y) * 180) / Math.PI;
  return <path class="arrow-head" d="M-9 8 L0 -8 L9 8" transform={`translate(${b.x.toFixed(1)} ${b.y.toFixed(1)}) rotate(${turn.toFixed(0)})`} />;
}

export function LayerChoice({ shown, change }: { shown: readonly string[]; change: (layers: string[]) => void }) {
  const { atlas } = use_documents();
  return (
    <ul class="layer-list">
      {layers_of(atlas).map((layer) => {
        const [name, text] = words.learn.layers[layer] ?? [layer, ''];
        const on = shown.includes(layer);
        return (
          <li key={layer}>
            <label class="check layer-check">
              <input type="checkbox" checked={on} onChange={() => change(on ? shown.filter((other) => other !== layer) : [...shown, layer])} />
              <span class={`layer-key layer-key-${layer}`} aria-hidden="true" />
              <span><strong>{name}</strong><small>{text}</small></span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}
