// One step of the plan: when, what, where; opened: hands, tempo, firmness, reason, source, and what one may change.
import { useMemo, useState } from 'preact/hooks';
import { words } from '../../i18n';
import { BackMap, PathLine, Spot } from '../../map/back_map';
import { onto_chart } from '../../map/geometry';
import { back_ground } from '../../motion/ground';
import { MovingHands, StillMarks } from '../../motion/hands_layer';
import type { ChartPoint, Place, Stroke, SwapChoice } from '../../port/types';
import { use_app, use_documents } from '../../ui/app_context';
import { Button } from '../../ui/parts';
import { SourceOf } from '../../ui/source';
import { StationPicture, Tiredness } from '../../ui/station';
import { clock_text, scale_reading, type UnitSystem } from '../../units';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Small: only the way. Large: the hands on it too. */
export function StrokeMap({ stroke, label, small }: { stroke: Stroke; label?: string; small?: boolean }) {
  const { state } = use_app();
  const { atlas } = use_documents();
  const ground = useMemo(() => back_ground(atlas), [atlas]);
  return (
    <BackMap atlas={atlas} {...(label ? { label } : {})} small={small ?? false} crop>
      <PathLine atlas={atlas} path={stroke.path} hand="right" />
      {stroke.path_left && <PathLine atlas={atlas} path={stroke.path_left} hand="left" />}
      {!small && <MovingHands stroke={stroke} ground={ground} hands={state.codex?.hands} into_s={null} running={false} />}
      {!small && <StillMarks stroke={stroke} ground={ground} />}
    </BackMap>
  );
}

export function tempo_text(stroke: Stroke): string | null {
  const t = words.plan;
  if (stroke.tempo_Hz) return t.tempo_beats(Math.round(stroke.tempo_Hz * 60));
  if (stroke.dwell_s) return t.tempo_dwell(Math.round(stroke.dwell_s));
  return stroke.speed_m_s ? t.tempo_speed(Math.max(1, Math.round(stroke.speed_m_s * 100))) : null;
}

export function force_text(stroke: Stroke, units: UnitSystem): string | null {
  const force_N = Math.max(0, ...stroke.force_N, ...(stroke.force_left_N ?? []));
  if (stroke.technique === 'pause' || force_N <= 0) return null;
  const scale = words.plan.force_scale(scale_reading(force_N, units));
  if (!stroke.force_words) return scale;
  // The engine's words carry the reading in kg already; for pounds it is read again.
  const kKgReading = /\s*\([^)]*\bkg\b[^)]*\)/;
  if (units === 'metric' && kKgReading.test(stroke.force_words)) return stroke.force_words;
  return `${stroke.force_words.replace(kKgReading, '')} (${scale})`;
}

export function hands_text(stroke: Stroke): string {
  const t = words.plan;
  return `${t.hand_names[stroke.hand]}, ${t.surfaces[stroke.surface] ?? stroke.surface}`;
}

function Facts({ stroke }: { stroke: Stroke }) {
  const { state } = use_app();
  const { units } = state.prefs;
  const t = words.plan;
  const rows: [string, string | null | undefined][] = [
    [t.hands, hands_text(stroke)], [t.tempo, tempo_text(stroke)], [t.force, force_text(stroke, units)],
    [t.cap, stroke.force_cap_N ? scale_reading(stroke.force_cap_N, units) : null]];
  return (
    <dl class="facts">
      {rows.map(([name, value]) => value && <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

export function Step({ stroke, place, editable }: { stroke: Stroke; place: Place; editable: boolean }) {
  const { state, dispatch } = use_app();
  const [moving, set_moving] = useState<ChartPoint | null>(null);
  const { atlas } = use_documents();
  const is_pause = stroke.technique === 'pause';
  const t = words.plan;
  const idle = state.busy === null;
  const centre = middle_of(stroke.path);
  return (
    <li class={`step${is_pause ? ' step-pause' : ''}`}>
      <details>
        <summary>
          <span class="step-time">{clock_text(stroke.start_s)}</span>
          <span class="step-name">
            <strong>{stroke.name}</strong>
            <small>{stroke.cue}</small>
          </span>
          <span class="step-length">{clock_text(stroke.duration_s)}</span>
          {!is_pause && <span class="step-map"><StrokeMap stroke={stroke} small /></span>}
        </summary>
        <div class="step-body">
          <div class="step-facts">
            <div class="step-station">
              <StationPicture place={place} position={stroke.position} station={stroke.station} path={stroke.path} />
              <div>
                <p><strong>{capital(t.stations[stroke.station] ?? stroke.station)}</strong></p>
                {stroke.posture && <p>{stroke.posture}</p>}
                <Tiredness ratio={stroke.fatigue_ratio} />
              </div>
            </div>
            {!is_pause && <Facts stroke={stroke} />}
            {stroke.reason && <p><strong>{t.reason}.</strong> {stroke.reason}</p>}
            {!is_pause && <Button look="plain" class="step-how" onClick={() => dispatch('learn', { view: 'technique', id: stroke.technique })}>{t.how}</Button>}
            {stroke.source && <SourceOf source={stroke.source} />}
          </div>
          {!is_pause && moving === null && <div class="step-big-map"><StrokeMap stroke={stroke} label={`${t.where_map}: ${stroke.name}`} /></div>}
          {editable && !is_pause && moving === null && (
            <div class="row">
              <Button disabled={!idle} onClick={() => dispatch('edit_plan', { kind: 'skip', stroke_id: stroke.id, from_s: 0 })}>{t.skip}</Button>
              <Button disabled={!idle} onClick={() => dispatch('find_swaps', stroke.id)}>{t.swap}</Button>
              {centre && <Button disabled={!idle} onClick={() => set_moving(centre)}>{t.move}</Button>}
              <Button disabled={!idle} onClick={() => dispatch('edit_plan', { kind: 'lighter', from_s: stroke.start_s })}>{t.lighter_from}</Button>
            </div>
          )}
          {editable && state.swaps?.stroke_id === stroke.id && <SwapList choices={state.swaps.choices} stroke_id={stroke.id} />}
          {moving && (
            <div class="step-move">
              <p>{t.move_help}</p>
              <BackMap atlas={atlas} label={t.where_map} crop tap={(point) => set_moving(onto_chart(point))}>
                <PathLine atlas={atlas} path={stroke.path} hand="right" />
                <Spot atlas={atlas} at={moving} radius_m={0.035} label={t.move_help}
                  change={(to) => set_moving(onto_chart([to.across ?? moving[0], to.along ?? moving[1]]))} />
              </BackMap>
              <div class="row">
                <Button look="primary" disabled={!idle} onClick={() => {
                  dispatch('edit_plan', { kind: 'move', stroke_id: stroke.id, move_to: moving, from_s: 0 });
                  set_moving(null);
                }}>{t.move_here}</Button>
                <Button onClick={() => set_moving(null)}>{t.cancel}</Button>
              </div>
            </div>
          )}
        </div>
      </details>
    </li>
  );
}

/** Other ways to work this place tonight, those of its own kind first. */
function SwapList({ choices, stroke_id }: { choices: readonly SwapChoice[]; stroke_id: string }) {
  const { state, dispatch } = use_app();
  const t = words.plan;
  const families = [...new Set(choices.map(({ family }) => family))];
  return (
    <div class="swaps" role="group" aria-label={t.swap_for}>
      <p role="status">{choices.length > 0 ? t.swap_lead : t.swap_none}</p>
      {families.map((family) => {
        const members = choices.filter((choice) => choice.family === family);
        return (
          <div key={family} class="swap-family">
            <p><strong>{members[0]!.family_name}</strong></p>
            {members.map((choice) => (
              <button type="button" key={choice.technique} class="swap" disabled={state.busy !== null}
                onClick={() => dispatch('edit_plan', { kind: 'swap', stroke_id, technique: choice.technique, from_s: 0 })}>
                <strong>{choice.name}</strong>
                {choice.reason && <small>{choice.reason}</small>}
              </button>
            ))}
          </div>
        );
      })}
      <Button onClick={() => dispatch('close_swaps')}>{t.cancel}</Button>
    </div>
  );
}

function middle_of(path: readonly ChartPoint[]): ChartPoint | null {
  if (path.length === 0) return null;
  const sum = path.reduce<[number, number]>(([x, y], [across, along]) => [x + across, y + along], [0, 0]);
  return [sum[0] / path.length, sum[1] / path.length];
}
