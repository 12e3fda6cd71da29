// The back with the way of the hands and a dot that moves in the stroke's own tempo.
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../../i18n';
import { BackMap, PathLine } from '../../map/back_map';
import { to_drawing } from '../../map/geometry';
import type { ChartPoint, Stroke } from '../../port/types';
import { use_documents } from '../../ui/app_context';
import { beat_s, hand_at } from './tempo';

/** `position_s` is asked at every frame; only the dots are touched, nothing else is drawn again. */
export function PlayerMap({ stroke, position_s }: { stroke: Stroke; position_s: () => number }) {
  const { atlas } = use_documents();
  const right = useRef<SVGGElement>(null);
  const left = useRef<SVGGElement>(null);
  const read = useRef(position_s);
  read.current = position_s;

  useEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const period_s = beat_s(stroke, atlas);
    let frame = 0;
    const place = (dot: SVGGElement | null, path: readonly ChartPoint[], into_s: number): void => {
      if (!dot || path.length === 0) return;
      const { x, y } = to_drawing(atlas, hand_at(stroke, path, into_s, atlas));
      dot.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      const beat = period_s ? (into_s % period_s) / period_s : 0;
      dot.firstElementChild?.setAttribute('r', (still ? 24 : 22 + 8 * Math.exp(-4 * beat)).toFixed(1));
    };
    const draw = (): void => {
      const into_s = Math.max(0, read.current() - stroke.start_s);
      place(right.current, stroke.path, into_s);
      place(left.current, stroke.path_left ?? [], into_s);
      if (still) timer = window.setTimeout(draw, 500);
      else frame = requestAnimationFrame(draw);
    };
    let timer = 0;
    draw();
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [stroke, atlas]);

  const two = (stroke.path_left?.length ?? 0) > 0;
  const letters = words.play.hand_letters;
  return (
    <BackMap atlas={atlas} label={`${words.play.where_now}: ${stroke.name}`} crop>
      <PathLine atlas={atlas} path={stroke.path} hand="right" />
      {stroke.path_left && <PathLine atlas={atlas} path={stroke.path_left} hand="left" />}
      {stroke.path.length > 0 && <g ref={right} class="hand-dot hand-dot-right"><circle r={24} /><text>{letters[two ? 'right' : stroke.hand]}</text></g>}
      {two && <g ref={left} class="hand-dot hand-dot-left"><circle r={24} /><text>{letters.left}</text></g>}
    </BackMap>
  );
}
