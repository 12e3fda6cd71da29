// The back with the way of the hands and the hands themselves, in the stroke's own tempo.
import { useMemo } from 'preact/hooks';
import { words } from '../../i18n';
import { BackMap, PathLine } from '../../map/back_map';
import { back_ground } from '../../motion/ground';
import { MovingHands } from '../../motion/hands_layer';
import type { Stroke } from '../../port/types';
import { use_app, use_documents } from '../../ui/app_context';

/** `position_s` is asked at every frame; only the hands are touched, nothing else is drawn again. */
export function PlayerMap({ stroke, position_s, running }: { stroke: Stroke; position_s: () => number; running: boolean }) {
  const { state } = use_app();
  const { atlas } = use_documents();
  const ground = useMemo(() => back_ground(atlas), [atlas]);
  return (
    <BackMap atlas={atlas} label={`${words.play.where_now}: ${stroke.name}`} crop>
      <PathLine atlas={atlas} path={stroke.path} hand="right" />
      {stroke.path_left && <PathLine atlas={atlas} path={stroke.path_left} hand="left" />}
      <MovingHands stroke={stroke} ground={ground} hands={state.codex?.hands} running={running} into_s={() => Math.max(0, position_s() - stroke.start_s)} />
    </BackMap>
  );
}
