// The back as a drawing, from the atlas: outline, regions to tap, spots to drag, areas, paths, hands. Seen from behind.
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { words } from '../i18n';
import type { Atlas, ChartPoint } from '../port/types';
import { drawing_per_metre, polygon_points, to_chart, to_drawing, type DrawingPoint } from './geometry';

/** The drawing without anything on it; children draw in the same coordinates. */
export function BackMap({ atlas, label, children, sides, small, crop, tap }: {
  atlas: Atlas; label?: string; children?: ComponentChildren; sides?: boolean; small?: boolean;
  /** Only the back itself, larger: without head and arms. */
  crop?: boolean;
  tap?: (point: ChartPoint) => void;
}) {
  const { width, height, outline, details } = atlas.drawing;
  const svg = useRef<SVGSVGElement>(null);
  const title = useId();
  const top_y = height * 0.055;
  return (
    <svg ref={svg} class={`back-map${small ? ' back-map-small' : ''}${tap ? ' back-map-tap' : ''}`} viewBox={crop ? back_frame(atlas) : `0 0 ${width} ${height}`}
      role={label ? (tap || sides ? 'group' : 'img') : 'presentation'} {...(label ? { 'aria-labelledby': title } : { 'aria-hidden': true })}
      onClick={tap && ((event) => {
        const at = svg.current && to_svg(svg.current, event.clientX, event.clientY);
        if (at) tap(to_chart(atlas, at));
      })}>
      {label && <title id={title}>{label}</title>}
      <path class="back-skin" d={outline} />
      {details.map((detail) => <path key={detail.id} class={`back-detail back-${detail.kind}`} d={detail.d} />)}
      {children}
      {sides && (
        <g class="back-sides" aria-hidden="true">
          <text x={width * 0.03} y={top_y} font-size={height * 0.04}>{words.where.left}</text>
          <text x={width * 0.97} y={top_y} font-size={height * 0.04} text-anchor="end">{words.where.right}</text>
        </g>
      )}
    </svg>
  );
}

export function back_frame(atlas: Atlas): string {
  const { x0, y0, y_per_along, half_width } = atlas.drawing.to_drawing;
  const half = 1.3 * Math.max(...half_width.map(([, width]) => width));
  const top = Math.max(0, y0 - 0.3 * y_per_along);
  const bottom = Math.min(atlas.drawing.height, y0 + 1.3 * y_per_along);
  return [x0 - half, top, 2 * half, bottom - top].map((value) => value.toFixed(1)).join(' ');
}

export function to_svg(svg: SVGSVGElement, client_x: number, client_y: number): { x: number; y: number } | null {
  const matrix = svg.getScreenCTM();
  if (!matrix) return null;
  const { x, y } = new DOMPoint(client_x, client_y).matrixTransform(matrix.inverse());
  return { x, y };
}

export function Area({ atlas, polygon, look }: { atlas: Atlas; polygon: readonly ChartPoint[]; look: 'avoid' | 'light' | 'pain' }) {
  return <polygon class={`area area-${look}`} points={polygon_points(atlas, polygon)} />;
}

/** Patterns for areas, so that colour is never the only sign; and the soft edge of a touch. */
export function AreaPatterns() {
  return (
    <defs>
      <radialGradient id="touch"><stop class="touch-middle" offset="0.35" /><stop class="touch-edge" offset="1" /></radialGradient>
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-ground" width="7" height="7" /><rect class="hatch-line" width="3" height="7" />
      </pattern>
      <pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect class="dots-ground" width="8" height="8" /><circle class="dots-dot" cx="4" cy="4" r="1.6" />
      </pattern>
    </defs>
  );
}

/** A button in the drawing: focusable, labelled, with its state. */
export function RegionButton({ atlas, polygon, label, pressed, press }: {
  atlas: Atlas; polygon: readonly ChartPoint[]; label: string; pressed: boolean; press: () => void;
}) {
  return (
    <g role="button" tabindex={0} aria-label={label} aria-pressed={pressed} class="region-button"
      onClick={(event) => { event.stopPropagation(); press(); }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        press();
      }}>
      <polygon points={polygon_points(atlas, polygon)} />
    </g>
  );
}

export interface SpotChange { across?: number; along?: number; radius_m?: number }

/** A spot to drag, or to move with the keys. */
export function Spot({ atlas, at, radius_m, label, change, remove }: {
  atlas: Atlas; at: ChartPoint; radius_m: number; label: string; change: (to: SpotChange) => void; remove?: () => void;
}) {
  const { x, y } = to_drawing(atlas, at);
  const kStep_ratio = 0.03;
  const kGrow_m = 0.005;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => change({ across: at[0] - kStep_ratio }), ArrowRight: () => change({ across: at[0] + kStep_ratio }),
    ArrowUp: () => change({ along: at[1] - kStep_ratio }), ArrowDown: () => change({ along: at[1] + kStep_ratio }),
    '+': () => change({ radius_m: radius_m + kGrow_m }), '-': () => change({ radius_m: radius_m - kGrow_m }),
    ...(remove ? { Delete: remove, Backspace: remove } : {}),
  };
  return (
    <g role="button" tabindex={0} aria-label={label} class="spot"
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); event.preventDefault(); event.currentTarget.focus(); }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const svg = event.currentTarget.ownerSVGElement;
        const point = svg && to_svg(svg, event.clientX, event.clientY);
        if (!point) return;
        const [across, along] = to_chart(atlas, point);
        change({ across, along });
      }}
      onKeyDown={(event) => {
        const act = keys[event.key];
        if (!act) return;
        event.preventDefault();
        event.stopPropagation();
        act();
      }}>
      <circle class="spot-reach" cx={x} cy={y} r={Math.max(radius_m * drawing_per_metre(atlas), atlas.drawing.width * 0.07)} />
      <circle class="spot-face" cx={x} cy={y} r={radius_m * drawing_per_metre(atlas)} />
      <circle class="spot-centre" cx={x} cy={y} r={3} />
    </g>
  );
}

/** The way of the hands, on the back or on another ground. */
export function PathLine({ atlas, path, hand, ground }: {
  atlas: Atlas; path: readonly ChartPoint[]; hand: 'right' | 'left'; ground?: { to_drawing(point: ChartPoint): DrawingPoint };
}) {
  const points = path.map((point) => (ground ? ground.to_drawing(point) : to_drawing(atlas, point)));
  if (points.length === 0) return null;
  const end = points[points.length - 1]!;
  return (
    <g class={`path path-${hand}`} aria-hidden="true">
      {points.length > 1 && <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />}
      <circle cx={end.x} cy={end.y} r={5} />
    </g>
  );
}
