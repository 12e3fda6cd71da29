// The massage: what now, how long, where, what next; and STOP, always the biggest.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { words } from '../../i18n';
import { current_stroke } from '../../actions/play';
import { back_ground } from '../../motion/ground';
import { beat_s } from '../../motion/motion';
import { is_expired } from '../../state';
import { use_app, use_codex, use_documents } from '../../ui/app_context';
import { Button, Screen } from '../../ui/parts';
import { Icon } from '../../ui/shell';
import { StationPicture, Tiredness } from '../../ui/station';
import { clock_text } from '../../units';
import { force_text, hands_text, tempo_text } from '../plan/step';
import { CheckIn } from './check_in';
import { is_check_in, stroke_index_at } from './clock';
import { PlayerMap } from './player_map';
import { create_sound } from './sound';
import { create_wake_lock } from './wake_lock';

const kTick_ms = 100;

export function Play() {
  const { state, dispatch, now } = use_app();
  const { atlas } = use_documents();
  const { routine, play, prefs } = state;
  const stroke = current_stroke(state);
  use_codex();
  const [speaking, set_speaking] = useState(false);
  const [lock_held, set_lock_held] = useState(true);
  const latest = useRef(state);
  latest.current = state;

  /** Between two ticks the wall clock goes on: dot and tick sound follow it. */
  const position_s = (): number => {
    const at = latest.current.play;
    if (!at) return 0;
    return at.running && at.tick_ms !== null ? at.at_s + Math.min(1, Math.max(0, (now().getTime() - at.tick_ms) / 1000)) : at.at_s;
  };
  const sound = useMemo(() => create_sound(
    () => {
      const current = current_stroke(latest.current);
      return { stroke: current, beat_s: current ? beat_s(current, back_ground(atlas)) : null, at_s: position_s(), running: latest.current.play?.running ?? false };
    },
    () => latest.current.prefs.sound), []);
  const lock = useMemo(() => create_wake_lock(set_lock_held), []);
  useEffect(() => {
    const unlock = (): void => sound.unlock();
    window.addEventListener('pointerdown', unlock);
    window.addEventListener('keydown', unlock);
    return () => {
      window.removeEventListener('pointerdown', unlock);
      window.removeEventListener('keydown', unlock);
      sound.close();
      lock.set(false);
    };
  }, [sound, lock]);

  const running = play?.running ?? false;
  useEffect(() => {
    lock.set(running);
    if (!running) return undefined;
    const timer = setInterval(() => dispatch('tick'), kTick_ms);
    return () => clearInterval(timer);
  }, [running, lock, dispatch]);
  const stroke_id = stroke?.id ?? '';
  const first_id = useRef(stroke_id);
  useEffect(() => {
    if (stroke_id !== first_id.current) sound.chime();
    first_id.current = stroke_id;
  }, [stroke_id, sound]);

  if (!routine || !play || !stroke) return null;
  const index = stroke_index_at(routine, play.at_s);
  const next = routine.strokes[index + 1];
  const left_s = stroke.start_s + stroke.duration_s - play.at_s;
  const t = words.play;
  if (is_expired(routine, now())) return <Expired />;

  const checking = play.paused_by === 'check_in' || speaking;
  const note = play.paused_by === 'sleep' ? t.slept : play.paused_by === 'reload' ? t.reloaded
    : play.running ? (lock_held ? '' : t.no_lock) : play.at_s === 0 ? t.ready : t.paused;
  const lines = [tempo_text(stroke), force_text(stroke, prefs.units)].filter((line) => line !== null);
  return (
    <Screen stage="play" title={stroke.name} wide>
      <p class="visually-hidden" role="status">{t.announce(stroke.name, Math.round(stroke.duration_s))} {stroke.cue}</p>
      <div class={`player${play.running ? ' player-running' : ''}`}>
        <div class="player-now">
          <div class="player-bar"><progress value={play.at_s} max={routine.total_s} aria-label={t.total_left(clock_text(routine.total_s - play.at_s))} /></div>
          <p class="player-step">{t.step(index + 1, routine.strokes.length)} · {t.total_left(clock_text(routine.total_s - play.at_s))}</p>
          {!checking && <p class="player-clock" role="timer" aria-live="off">{clock_text(left_s)}</p>}
          <p class="player-next">{next ? <><span>{t.next_is}</span> <strong>{next.name}</strong> <span>{clock_text(next.duration_s)}</span></> : t.last}</p>
        </div>
        <div class="player-map">{!checking && stroke.path.length > 0 && <PlayerMap stroke={stroke} position_s={position_s} running={play.running} />}</div>
        <div class="player-words">
          {checking
            ? <CheckIn title={is_check_in(stroke) ? t.check_title : t.receiver_says} lead={is_check_in(stroke) ? stroke.cue : t.check_lead}
                close={() => { set_speaking(false); dispatch('check_in_done'); }} />
            : <>
                <p class="player-note" role="status">{note}</p>
                <div class="player-cue-row">
                  <p class="player-cue">{stroke.cue}</p>
                  <StationPicture place={routine.place} position={stroke.position} station={stroke.station} path={stroke.path} />
                </div>
                {stroke.technique !== 'pause' && <p class="player-facts">{hands_text(stroke)}{lines.map((line) => <><br />{line}</>)}</p>}
                {stroke.posture && <p class="player-posture">{stroke.posture}</p>}
                <Tiredness ratio={stroke.fatigue_ratio} />
              </>}
        </div>
      </div>
      <div class="player-controls" role="group" aria-label={t.title} onClick={drop_pointer_focus}>
        {!checking && <div class="player-keys">
          <Button onClick={() => dispatch('previous_step')}><Icon name="back" />{t.previous}</Button>
          <Button look="primary" class="player-toggle" onClick={() => { sound.unlock(); dispatch('play_pause'); }}>
            <Icon name={play.running ? 'pause' : 'play'} />{play.running ? t.pause : play.at_s === 0 ? t.start : t.go_on}
          </Button>
          <Button onClick={() => dispatch('skip_step')}>{t.next}<Icon name="next" /></Button>
          <Button disabled={state.busy !== null} onClick={() => dispatch('play_lighter')}><Icon name="down" />{t.lighter}</Button>
          <Button onClick={() => { if (play.running) dispatch('play_pause'); set_speaking(true); }}>{t.receiver_says}</Button>
          <Button class="player-sound" aria-pressed={prefs.sound} aria-label={t.sound_on} onClick={() => dispatch('set_pref', { sound: !prefs.sound })}>
            <Icon name={prefs.sound ? 'sound' : 'mute'} />
          </Button>
        </div>}
        <Button look="stop" class="player-stop" onClick={() => dispatch('play_stop')}>{t.stop}</Button>
        <p class="hint keys-hint">{t.keys}</p>
      </div>
    </Screen>
  );
}

/** After a tap the focus goes, so that the space bar and a pedal mean pause again; a keyboard's focus stays. */
function drop_pointer_focus(event: MouseEvent): void {
  if (event.detail > 0 && document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function Expired() {
  const { dispatch } = use_app();
  return (
    <Screen stage="play-expired" title={words.plan.title} lead={words.plan.expired}
      actions={<Button look="primary" size="big" onClick={() => dispatch('screen_afresh')}>{words.plan.screen_again}</Button>} />
  );
}
