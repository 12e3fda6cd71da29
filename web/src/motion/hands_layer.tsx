// Hands on the drawn back: they move in the stroke's own tempo, or lie still with arrows. Per frame only transforms and
// one opacity are written; nothing is laid out again.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { HandDrawing } from '../port/codex_types';
import type { Stroke } from '../port/types';
import { words } from '../i18n';
import type { Ground } from './ground';
import { HandShape, hand_for, ToolShape } from './hand_shape';
import { marks_of, type Mark } from './marks';
import { create_mover, pass_s, type HandPose } from './motion';

const kDegrees = 180 / Math.PI;

/** Where, how turned and how large one hand is drawn. */
export function hand_transform(pose: HandPose, ground: Ground, lifted_by = 0): string {
  const { x, y } = ground.to_drawing(ground.from_plane(pose.at_m));
  const size = ground.units_per_mm * (1 + 0.07 * pose.lift_ratio);
  const across = (pose.hand === 'left' ? -size : size) * pose.open_ratio;
  const shade = lifted_by * (0.35 + pose.lift_ratio);
  return `translate(${(x + shade).toFixed(1)} ${(y + 1.3 * shade).toFixed(1)}) rotate(${(pose.turn_rad * kDegrees).toFixed(1)}) scale(${across.toFixed(3)} ${size.toFixed(3)})`;
}

/** Nothing to read faster than this where motion is not wanted. */
const kStillStep_ms = 500;
const kShade_units = 9;

/** `into_s` is asked at every frame while `running`; null shows the hands still, in the middle of a pass. */
export function MovingHands({ stroke, ground, hands, tool, into_s, running }: {
  stroke: Stroke; ground: Ground; hands: readonly HandDrawing[] | undefined; tool?: string | undefined;
  into_s: (() => number) | null; running: boolean;
}) {
  const mover = useMemo(() => create_mover(stroke, ground), [stroke, ground]);
  const group = useRef<SVGGElement>(null);
  const read = useRef(into_s);
  read.current = into_s;
  const drawing = hand_for(hands, stroke.surface);
  const poses = useMemo(() => mover(still_s(stroke, ground)).map((pose) => ({ ...posed(pose, drawing) })), [mover, stroke, ground, drawing]);

  useEffect(() => {
    const parts = [...(group.current?.querySelectorAll<SVGGElement>('[data-hand]') ?? [])].map((hand) => ({
      shade: hand.querySelector('.hand-shade')!, body: hand.querySelector('.hand-body')!, touch: hand.querySelector<SVGElement>('.hand-contact'),
    }));
    const fold = group.current?.querySelector('.skin-fold') ?? null;
    const lead = group.current?.querySelector('.tool-place') ?? null;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const draw = (): void => {
      const now = mover(read.current ? read.current() : still_s(stroke, ground));
      for (let i = 0; i < now.length && i < parts.length; i++) {
        const { shade, body, touch } = parts[i]!;
        const pose = posed(now[i]!, drawing);
        body.setAttribute('transform', hand_transform(pose, ground));
        shade.setAttribute('transform', hand_transform(pose, ground, kShade_units));
        touch?.setAttribute('opacity', touch_opacity(pose));
      }
      lead?.setAttribute('transform', tool_transform(now, ground));
      if (fold && now.length > 0) fold.setAttribute('transform', fold_transform(now, ground));
    };
    draw();
    if (!running) return undefined;
    let frame = 0;
    let timer = 0;
    const go_on = (): void => {
      draw();
      if (still) timer = window.setTimeout(go_on, kStillStep_ms);
      else frame = requestAnimationFrame(go_on);
    };
    go_on();
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [mover, stroke, ground, running, drawing]);

  return (
    <g ref={group} class="hands" aria-hidden="true">
      {stroke.motion === 'fold' && <g class="skin-fold" transform={fold_transform(poses, ground)}><path d="M-52 8 C-30 -16 30 -16 52 8 C30 -4 -30 -4 -52 8Z" /></g>}
      {poses.map((pose) => (
        <g key={pose.hand} data-hand={pose.hand} class={`hand hand-${pose.hand}${tool ? ` hand-leads hand-leads-${tool}` : ''}`}>
          <g class="hand-shade" transform={hand_transform(pose, ground, kShade_units)}>
            {drawing ? <path d={drawing.outline} transform={`translate(${-drawing.origin[0]} ${-drawing.origin[1]})`} /> : <circle r={26} />}
          </g>
          <g class="hand-body" transform={hand_transform(pose, ground)}>
            <g transform={tool === 'massager' ? 'translate(0 92)' : undefined}><HandShape drawing={drawing} hand={pose.hand} letter={poses.length === 1 ? words.play.hand_letters[stroke.hand] : words.play.hand_letters[pose.hand]} /></g>
          </g>
        </g>
      ))}
      {tool && <g class="tool-place" transform={tool_transform(poses, ground)}><ToolShape tool={tool} /></g>}
    </g>
  );
}

/** One tool, led by one hand or held by both. */
function tool_transform(poses: readonly HandPose[], ground: Ground): string {
  const n = Math.max(1, poses.length);
  const at: [number, number] = [poses.reduce((sum, { at_m }) => sum + at_m[0], 0) / n, poses.reduce((sum, { at_m }) => sum + at_m[1], 0) / n];
  const turn_rad = poses.reduce((sum, pose) => sum + pose.turn_rad, 0) / n;
  return hand_transform({ hand: 'right', at_m: at, press_ratio: 1, lift_ratio: 0, open_ratio: 1, turn_rad }, ground);
}

/** A dot keeps its letter upright. */
const posed = (pose: HandPose, drawing: HandDrawing | null): HandPose => (drawing ? pose : { ...pose, turn_rad: 0 });

/** A moment that shows the touch: in the first third of a pass, at the firm part of a beat. */
export function still_s(stroke: Stroke, ground: Ground): number {
  if (stroke.tempo_Hz) return 0.35 / stroke.tempo_Hz;
  return 0.3 * Math.min(stroke.duration_s, pass_s(stroke, ground));
}

const touch_opacity = (pose: HandPose): string => (0.12 + 0.7 * Math.max(0, pose.press_ratio)).toFixed(2);

/** The fold of skin walks ahead of the fingers. */
function fold_transform(poses: readonly HandPose[], ground: Ground): string {
  const middle_x = poses.reduce((sum, { at_m }) => sum + at_m[0], 0) / Math.max(1, poses.length);
  const middle_y = poses.reduce((sum, { at_m }) => sum + at_m[1], 0) / Math.max(1, poses.length);
  const kAhead_m = 0.035;
  const { x, y } = ground.to_drawing(ground.from_plane([middle_x, middle_y - kAhead_m]));
  return `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${ground.units_per_mm.toFixed(3)})`;
}

const kMarkPaths: Record<Mark['kind'], string> = {
  arrow: 'M-11 7 L0 -9 L11 7', circle: 'M14 -4 A15 15 0 1 1 4 -14 M4 -22 L5 -13 L-4 -11', spot: 'M-5 0 A5 5 0 1 0 5 0 A5 5 0 1 0 -5 0',
  sway: 'M-7 -14 L0 -24 L7 -14 M0 -22 V22 M-7 14 L0 24 L7 14', strike: 'M-8 -8 L8 8 M8 -8 L-8 8',
};
export function StillMarks({ stroke, ground, scale }: { stroke: Stroke; ground: Ground; scale?: number }) {
  return (
    <g class="marks" aria-hidden="true">
      {marks_of(stroke, ground).map(({ kind, at, turn_rad, hand }, i) => (
        <path key={i} class={`mark mark-${kind} mark-${hand}`} d={kMarkPaths[kind]}
          transform={`translate(${at.x.toFixed(1)} ${at.y.toFixed(1)}) rotate(${(turn_rad * kDegrees).toFixed(0)}) scale(${scale ?? 1})`} />
      ))}
    </g>
  );
}
