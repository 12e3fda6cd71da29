// The drawing of a technique: hands on the back (or a foot), moving in their own tempo, or still with arrows.
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { words } from '../../i18n';
import { BackMap, back_frame, PathLine } from '../../map/back_map';
import { back_ground, foot_ground, type Ground } from '../../motion/ground';
import { hand_for, HandShape, line_path } from '../../motion/hand_shape';
import { hand_transform, MovingHands, still_s, StillMarks } from '../../motion/hands_layer';
import { create_mover } from '../../motion/motion';
import type { Codex, FootDrawing, Technique } from '../../port/codex_types';
import type { Atlas, Stroke } from '../../port/types';
import { use_documents } from '../../ui/app_context';
import { Button } from '../../ui/parts';
import { Icon } from '../../ui/shell';

export function use_ground(codex: Codex, map: 'back' | 'foot'): Ground {
  const { atlas } = use_documents();
  return useMemo(() => (map === 'foot' && codex.foot ? foot_ground(codex.foot) : back_ground(atlas)), [atlas, codex, map]);
}

const wants_stillness = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
const kFootMargin_mm = 45;
const foot_frame = (foot: FootDrawing): string =>
  `${-kFootMargin_mm} ${-kFootMargin_mm / 2} ${foot.width + 2 * kFootMargin_mm} ${foot.height + 2 * kFootMargin_mm}`;

export function FootMap({ foot, label, children }: { foot: FootDrawing; label?: string; children?: ComponentChildren }) {
  return (
    <svg class="back-map foot-map" viewBox={foot_frame(foot)} {...(label ? { role: 'img', 'aria-label': label } : { role: 'presentation', 'aria-hidden': true })}>
      <FootFigure foot={foot} />
      {children}
    </svg>
  );
}

const FootFigure = ({ foot }: { foot: FootDrawing }) => (
  <>
    <path class="back-skin" d={foot.outline} />
    {foot.details.map((line, i) => <path key={i} class="back-detail" d={line_path(line)} />)}
  </>
);

/** Plays strokes one after the other, from the first again after the last; `seconds_each` shortens each to a glimpse. */
export function StrokePlayer({ codex, strokes, map, name, seconds_each, chosen, choose, overlay }: {
  codex: Codex; strokes: readonly Stroke[]; map: 'back' | 'foot'; name: string; seconds_each?: number;
  /** Which stroke is shown, where the page around it has a say. */
  chosen?: number; choose?: (index: number) => void; overlay?: ComponentChildren;
}) {
  const { atlas } = use_documents();
  const ground = use_ground(codex, map);
  const [own, set_own] = useState(0);
  const index = Math.min(strokes.length - 1, chosen ?? own);
  const go = choose ?? set_own;
  const [playing, set_playing] = useState(() => !wants_stillness());
  const [seen, set_seen] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const clock = useRef({ into_s: 0, since_ms: 0 });
  const stroke = strokes[index]!;
  const running = playing && seen;
  const length_s = Math.max(1, Math.min(stroke.duration_s, seconds_each ?? Infinity));
  const t = words.learn;

  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => set_seen(entry?.isIntersecting ?? true));
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => { clock.current = { into_s: 0, since_ms: performance.now() }; }, [stroke]);
  useEffect(() => {
    if (!running) return undefined;
    clock.current.since_ms = performance.now();
    const next = setTimeout(() => {
      if (strokes.length > 1) go((index + 1) % strokes.length);
      else clock.current = { into_s: 0, since_ms: performance.now() };
    }, Math.max(0, length_s - clock.current.into_s) * 1000);
    return () => {
      clearTimeout(next);
      clock.current.into_s += (performance.now() - clock.current.since_ms) / 1000;
    };
  }, [running, stroke, length_s]);
  const into_s = (): number => {
    const { into_s: before_s, since_ms } = clock.current;
    return running ? (before_s + (performance.now() - since_ms) / 1000) % length_s : before_s;
  };

  const still = !playing && clock.current.into_s === 0;
  const label = (still ? t.drawing_still : t.drawing)(name);
  const layer = (
    <>
      {overlay}
      <Ways stroke={stroke} ground={ground} atlas={atlas} />
      {stroke.path.length > 0 && <MovingHands key={index} stroke={stroke} ground={ground} hands={codex.hands} tool={codex.techniques.find(({ id }) => id === stroke.technique)?.tool} running={running} into_s={still ? null : into_s} />}
      {still && <StillMarks stroke={stroke} ground={ground} />}
    </>
  );
  return (
    <div class="drawing" ref={box}>
      {map === 'foot' && codex.foot ? <FootMap foot={codex.foot} label={label}>{layer}</FootMap> : <BackMap atlas={atlas} label={label} crop>{layer}</BackMap>}
      <div class="drawing-keys">
        <Button onClick={() => set_playing(!playing)}><Icon name={playing ? 'pause' : 'play'} />{playing ? t.pause : t.play}</Button>
        {strokes.length > 1 && <p class="hint" aria-live="off">{t.part(stroke.name)}</p>}
      </div>
      {seconds_each === undefined && stroke.reason && <p class="hint">{stroke.reason}</p>}
    </div>
  );
}

function Ways({ stroke, ground, atlas }: { stroke: Stroke; ground: Ground; atlas: Atlas }) {
  return (
    <>
      <PathLine atlas={atlas} path={stroke.path} hand={stroke.hand === 'left' ? 'left' : 'right'} ground={ground} />
      {stroke.path_left && <PathLine atlas={atlas} path={stroke.path_left} hand="left" ground={ground} />}
    </>
  );
}

/** What small drawings share: put once on a page that shows many. */
export function ThumbSymbols({ codex }: { codex: Codex }) {
  const { atlas } = use_documents();
  return (
    <svg class="patterns" aria-hidden="true" focusable="false">
      <defs>
        <g id="thumb-back">
          <path class="back-skin" d={atlas.drawing.outline} />
          {atlas.drawing.details.map((detail) => <path key={detail.id} class={`back-detail back-${detail.kind}`} d={detail.d} />)}
        </g>
        {codex.foot && <g id="thumb-foot"><FootFigure foot={codex.foot} /></g>}
        {codex.hands.map((drawing) => <g key={drawing.surface} id={`thumb-hand-${drawing.surface}`}><HandShape drawing={drawing} hand="right" plain /></g>)}
      </defs>
    </svg>
  );
}

/** A technique at a glance: its first stroke, still. Nothing where nothing is shown. */
export function Thumb({ codex, technique }: { codex: Codex; technique: Technique }) {
  const stroke = technique.demo.find((one) => one.path.length > 0);
  return stroke ? <StrokeThumb codex={codex} stroke={stroke} map={technique.map} /> : <span class="thumb thumb-none" aria-hidden="true" />;
}

export function StrokeThumb({ codex, stroke, map }: { codex: Codex; stroke: Stroke; map: 'back' | 'foot' }) {
  const { atlas } = use_documents();
  const ground = use_ground(codex, map);
  const drawing = hand_for(codex.hands, stroke.surface);
  const on_foot = map === 'foot' && codex.foot !== undefined;
  const poses = create_mover(stroke, ground)(still_s(stroke, ground));
  return (
    <svg class="thumb back-map-small" viewBox={on_foot ? foot_frame(codex.foot!) : back_frame(atlas)} aria-hidden="true" focusable="false">
      <use href={on_foot ? '#thumb-foot' : '#thumb-back'} />
      <Ways stroke={stroke} ground={ground} atlas={atlas} />
      <g class="hands">
        {poses.map((pose) => (
          <g key={pose.hand} class={`hand hand-${pose.hand}`} transform={hand_transform(pose, ground)}>
            {drawing ? <use href={`#thumb-hand-${drawing.surface}`} /> : <circle class="hand-skin" r={40} />}
          </g>
        ))}
      </g>
    </svg>
  );
}
