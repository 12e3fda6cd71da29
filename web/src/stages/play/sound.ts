// The tick and the step chime, scheduled a little ahead on the audio clock so that a busy page never makes them late.
import type { Stroke } from '../../port/types';
import { beats_between } from './tempo';

const kLookAhead_s = 0.1;
const kTimer_ms = 25;

export interface Tempo { stroke: Stroke | null; beat_s: number | null; at_s: number; running: boolean }

export interface Sound {
  /** Must be called from a tap or key press once: browsers give no sound before. */
  unlock(): void;
  chime(): void;
  close(): void;
}

/** `read` tells where the player is now; it is asked 40 times a second. */
export function create_sound(read: () => Tempo, is_on: () => boolean): Sound {
  let audio: AudioContext | null = null;
  let scheduled_to_s = 0;

  function blip(at_audio_s: number, pitch_Hz: number, length_s: number, loudness_ratio: number): void {
    if (!audio) return;
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.type = 'triangle';
    tone.frequency.value = pitch_Hz;
    level.gain.setValueAtTime(0, at_audio_s);
    level.gain.linearRampToValueAtTime(loudness_ratio, at_audio_s + 0.005);
    level.gain.exponentialRampToValueAtTime(0.001, at_audio_s + length_s);
    tone.connect(level).connect(audio.destination);
    tone.start(at_audio_s);
    tone.stop(at_audio_s + length_s + 0.02);
  }

  function schedule(): void {
    if (!audio || audio.state !== 'running' || !is_on()) return;
    const { stroke, beat_s, at_s, running } = read();
    if (!running || !stroke) {
      scheduled_to_s = 0;
      return;
    }
    const from_s = scheduled_to_s > at_s && scheduled_to_s < at_s + 1 ? scheduled_to_s : at_s;
    const to_s = at_s + kLookAhead_s;
    for (const beat of beats_between(stroke, beat_s, from_s, to_s)) {
      blip(audio.currentTime + (beat - at_s), 620, 0.08, 0.18);
    }
    scheduled_to_s = Math.max(from_s, to_s);
  }

  const timer = setInterval(schedule, kTimer_ms);
  return {
    unlock() {
      try {
        audio ??= new AudioContext();
        void audio.resume();
      } catch {
        audio = null; // no sound device: captions carry everything
      }
    },
    chime() {
      if (!audio || audio.state !== 'running' || !is_on()) return;
      blip(audio.currentTime + 0.01, 523, 0.35, 0.25);
      blip(audio.currentTime + 0.16, 784, 0.5, 0.25);
    },
    close() {
      clearInterval(timer);
      void audio?.close();
      audio = null;
    },
  };
}
