// What lies under the hands: layers to put on the map, and each part by tap, key or list, with its source.
import { useRef, useState } from 'preact/hooks';
import { words } from '../../i18n';
import { BackMap } from '../../map/back_map';
import type { MapPart } from '../../port/types';
import { use_app, use_documents } from '../../ui/app_context';
import { Choice, More, Screen, Section } from '../../ui/parts';
import { SourceOf } from '../../ui/source';
import { kLayers, LayerChoice, Layers, lies_at, parts_of, type Chosen, type Depth } from './layers';
import { LearnTabs } from './tabs';

export function Anatomy({ layers }: { layers: readonly string[] }) {
  const { dispatch } = use_app();
  const { atlas } = use_documents();
  const [chosen, set_chosen] = useState<Chosen | null>(null);
  const [depth, set_depth] = useState<Depth>(1);
  const told = useRef<HTMLDivElement>(null);
  const t = words.learn;
  const shown = kLayers.filter((layer) => layers.includes(layer));
  const part = chosen && shown.includes(chosen.layer) ? parts_of(atlas, chosen.layer).find(({ id }) => id === chosen.id) : undefined;
  const choose = (next: Chosen): void => {
    set_chosen(next);
    if (!window.matchMedia('(min-width: 56rem)').matches) told.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  };
  return (
    <Screen stage="learn-anatomy" title={t.anatomy_title} lead={t.anatomy_lead} wide>
      <LearnTabs here="anatomy" />
      <div class="two two-technique">
        <div class="anatomy-map">
          <BackMap atlas={atlas} label={t.anatomy_map} sides><Layers shown={shown} depth={depth} chosen={chosen} choose={choose} /></BackMap>
          <div ref={told} class="part-told" role="status">
            {part ? <Part part={part} /> : <p class="hint">{shown.length > 0 ? t.anatomy_tap : t.anatomy_none}</p>}
          </div>
          {part?.source && <SourceOf source={part.source} />}
        </div>
        <div>
          <Section title={t.anatomy_choose}>
            <LayerChoice shown={layers} change={(next) => dispatch('learn', { view: 'anatomy', layers: next })} />
            {shown.includes('muscles') && (
              <Choice<Depth> legend={t.depth} value={depth} columns={4} choose={set_depth}
                options={([1, 2, 3, 0] as const).map((value) => ({ value, label: t.depths[value] }))} />
            )}
          </Section>
          {shown.length > 0 && (
            <Section title={t.anatomy_list}>
              {shown.map((layer) => (
                <More key={layer} summary={t.layers[layer]?.[0] ?? layer}>
                  <div class="region-list">
                    {parts_of(atlas, layer).filter((one) => lies_at(one, depth)).map((one) => (
                      <button type="button" key={one.id} class="toggle" aria-pressed={chosen?.layer === layer && chosen.id === one.id}
                        onClick={() => choose({ layer, id: one.id })}>{one.name}</button>
                    ))}
                  </div>
                </More>
              ))}
            </Section>
          )}
        </div>
      </div>
    </Screen>
  );
}

function Part({ part }: { part: MapPart }) {
  return (
    <>
      <p><strong>{part.name}</strong>{part.latin && <> <em lang="la">{part.latin}</em></>}</p>
      {part.text && <p>{part.text}</p>}
    </>
  );
}
