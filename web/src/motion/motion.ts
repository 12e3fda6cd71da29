// How hands move in a stroke: where each one is, how firmly, how it lies, at any second. One module for Learn and the
// player. Input: a stroke's own data and the ground. Output: poses; the places come from the path, the beat from the
// tempo, and what is between them (a circle's size, a squeeze's closing) is only how it is drawn.
import type { ChartPoint, Motion, Stroke } from '../port/types';
import type { Ground, PlanePoint } from './ground';

export interface HandPose {
  hand: 'left' | 'right';
  at_m: PlanePoint;
  /** Share of the stroke's own firmest touch: 0 is weightless. */
  press_ratio: number;
  /** 0 on the skin, 1 clearly above it. */
  lift_ratio: number;
  /** 1 open; less where the fingers close. */
  open_ratio: number;
  /** Clockwise from fingers towards the head. */
  turn_rad: number;
}
/** Fills and gives back the same poses at every call: one for each hand that touches. */
export type Mover = (into_s: number) => readonly HandPose[];

const kTurn_rad = 2 * Math.PI;
// How much room a movement takes on the drawing. The path says where, the tempo when.
const kCircle_m = 0.02;
const kTremble_m = 0.003;
const kShake_m = 0.012;
const kRock_m = 0.03;
const kRoll_m = 0.025;
const kDraw_m = 0.03;
const kSpread_m = 0.02;
const kBeside_m = 0.05;
const kKnead_m = 0.015;
/** From this beat on (trembling, shaking, striking) a visit lasts at least so long. */
const kFast_Hz = 1.8;
const kFastVisit_s = 3;
/** Share of a visit in which the hand travels on to the next spot. */
const kTravel_ratio = 0.15;

const clamp01 = (value: number): number => Math.min(1, Math.max(0, value));
const ease = (value: number): number => { const t = clamp01(value); return t * t * (3 - 2 * t); };
const fraction = (value: number): number => value - Math.floor(value);
const mix = (a: PlanePoint, b: PlanePoint, share: number): PlanePoint => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];

/** One hand's way: its places in metres, how firm at each, and how far along each is. */
interface Way { places: PlanePoint[]; press: number[]; upto_m: number[]; length_m: number }

function way_of(path: readonly ChartPoint[], force_N: readonly number[], most_N: number, ground: Ground): Way {
  const places = path.map((point) => ground.to_plane(point));
  const upto_m = [0];
  for (let i = 1; i < places.length; i++) {
    upto_m.push(upto_m[i - 1]! + Math.hypot(places[i]![0] - places[i - 1]![0], places[i]![1] - places[i - 1]![1]));
  }
  const press = places.map((_, i) => (most_N > 0 ? (force_N[i] ?? force_N[force_N.length - 1] ?? most_N) / most_N : 1));
  return { places, press, upto_m, length_m: upto_m[upto_m.length - 1] ?? 0 };
}

/** Place and firmness `share` of the way along. */
function along(way: Way, share: number): { at: PlanePoint; press: number } {
  const last = way.places.length - 1;
  if (last === 0 || way.length_m === 0) return { at: way.places[0]!, press: way.press[0]! };
  const want_m = clamp01(share) * way.length_m;
  let i = 1;
  while (i < last && way.upto_m[i]! < want_m) i++;
  const piece_m = way.upto_m[i]! - way.upto_m[i - 1]!;
  const t = piece_m > 0 ? (want_m - way.upto_m[i - 1]!) / piece_m : 0;
  return { at: mix(way.places[i - 1]!, way.places[i]!, t), press: way.press[i - 1]! + (way.press[i]! - way.press[i - 1]!) * t };
}

/** Seconds of one pass over the path, as the plan counts them. */
export function pass_s(stroke: Stroke, ground: Ground): number {
  const by_count_s = stroke.duration_s / Math.max(1, stroke.repetitions_count);
  if (stroke.tempo_Hz) return by_count_s;
  if (stroke.dwell_s && stroke.path.length > 0) return stroke.dwell_s * stroke.path.length;
  if (stroke.speed_m_s) {
    const { length_m } = way_of(stroke.path, [], 0, ground);
    if (length_m > 0) return length_m / stroke.speed_m_s;
  }
  return by_count_s;
}

/** Seconds between two ticks; null for a pause, which has no rhythm. */
export function beat_s(stroke: Stroke, ground: Ground): number | null {
  if (stroke.technique === 'pause') return null;
  if (stroke.tempo_Hz) return 1 / stroke.tempo_Hz;
  if (stroke.dwell_s) return stroke.dwell_s;
  return stroke.speed_m_s ? pass_s(stroke, ground) : null;
}

/** Which spot, and how much of the time at it has passed. There and back again, or always from the first. */
interface Visit { from: number; to: number; share: number }
function visit(count: number, visit_s: number, into_s: number, returns: boolean): Visit {
  const index = Math.floor(into_s / visit_s + 1e-9);
  const spot = (n: number): number => {
    const pass = Math.floor(n / count);
    const within = n % count;
    return returns && pass % 2 === 1 ? count - 1 - within : within;
  };
  return { from: spot(index), to: spot(index + 1), share: clamp01(into_s / visit_s - index) };
}

/** How a hand lies: fingers away from the giver, a little inwards. */
function base_turn(stroke: Stroke, hand: 'left' | 'right'): number {
  const from_left = /left/.test(stroke.station);
  const from_right = /right/.test(stroke.station) && !from_left;
  if (stroke.station === 'head') return Math.PI + (hand === 'right' ? -0.15 : 0.15);
  const kTowards_rad: Partial<Record<Motion, number>> = {
    rest: 0.5, glide: 0.2, fold: 0.15, roll: 0.5, wring: 1.3, saw: 1.3, rock: 1.3, knead: 1.1, squeeze: 0.9, shake: 0.9, strike: 0.9,
  };
  // A forearm comes with its elbow from the giver, across the back.
  const across = stroke.surface === 'forearm' ? 1.1 : kTowards_rad[stroke.motion] ?? 0.7;
  const one_on_the_other = stroke.hand === 'both' && !stroke.path_left?.length && !kBeside.includes(stroke.motion);
  const inwards = (hand === 'right' ? -1 : 1) * (one_on_the_other ? 0.3 : 0.12);
  return (from_left ? across : from_right ? -across : 0) + inwards;
}

/** A gliding hand leans into the way it goes, but never turns round: it comes home backwards. */
const kLean_rad = 0.5;
function lean(way: Way, share: number, base_rad: number): number {
  const kReach = 0.05;
  const a = along(way, share - kReach).at;
  const b = along(way, share + kReach).at;
  if (Math.hypot(b[0] - a[0], b[1] - a[1]) < 1e-4) return 0;
  const heading_rad = Math.atan2(b[0] - a[0], a[1] - b[1]);
  return kLean_rad * Math.sin(2 * (heading_rad - base_rad));
}

const kPairs: readonly Motion[] = ['stretch', 'hook'];
/** Where two hands of one path work beside each other; elsewhere one lies on the other. */
const kBeside: readonly Motion[] = ['fold', 'knead', 'squeeze', 'tremble', 'shake', 'strike', 'stretch', 'hook', 'roll', 'rock', 'spread'];
const kReturning: readonly Motion[] = ['circle', 'knead', 'tremble', 'shake', 'roll', 'wring', 'saw', 'rock'];

export function create_mover(stroke: Stroke, ground: Ground): Mover {
  if (stroke.path.length === 0) return () => [];
  const most_N = Math.max(0, ...stroke.force_N, ...(stroke.force_left_N ?? []));
  const own_left = (stroke.path_left?.length ?? 0) > 0;
  const ways: { hand: 'left' | 'right'; way: Way; shared: boolean }[] = [];
  const first = way_of(stroke.path, stroke.force_N, most_N, ground);
  const both = stroke.hand === 'both';
  ways.push({ hand: stroke.hand === 'left' ? 'left' : 'right', way: first, shared: both && !own_left });
  if (own_left) ways.push({ hand: 'left', way: way_of(stroke.path_left!, stroke.force_left_N ?? stroke.force_N, most_N, ground), shared: false });
  else if (both) ways.push({ hand: 'left', way: first, shared: true });
  const poses: HandPose[] = ways.map(({ hand, way }) => ({
    hand, at_m: way.places[0]!, press_ratio: way.press[0]!, lift_ratio: 0, open_ratio: 1, turn_rad: base_turn(stroke, hand),
  }));
  const moves = ways.map(({ hand, way, shared }) => move_of(stroke, way, hand, shared, own_left ? ways.map((one) => one.way) : null, ground));
  return (into_s) => {
    for (let i = 0; i < moves.length; i++) {
      const pose = poses[i]!;
      pose.lift_ratio = 0;
      pose.open_ratio = 1;
      pose.turn_rad = base_turn(stroke, pose.hand);
      moves[i]!(Math.max(0, into_s), pose);
    }
    return poses;
  };
}

type Move = (into_s: number, pose: HandPose) => void;

/** The movement of one hand. `shared`: both hands go the same way, and share it beside or after one another. */
function move_of(stroke: Stroke, way: Way, hand: 'left' | 'right', shared: boolean, two: Way[] | null, ground: Ground): Move {
  const second = hand === 'left' && stroke.hand === 'both';
  const turn_base_rad = base_turn(stroke, hand);
  const one_pass_s = pass_s(stroke, ground);
  const spots_count = kPairs.includes(stroke.motion) && has_pairs(stroke, way) ? way.places.length / 2 : way.places.length;
  /** Draws that are timed by their speed fill a visit each. */
  const tempo_Hz = stroke.tempo_Hz ?? (one_pass_s > 0 ? (kPairs.includes(stroke.motion) ? spots_count : 1) / one_pass_s : 1);
  /** Fast beats go through many rounds: the hand still stays a while at each place. */
  const visit_s = Math.max(one_pass_s / spots_count, tempo_Hz >= kFast_Hz ? kFastVisit_s : 0);
  const returns = kReturning.includes(stroke.motion);
  /** Side by side, seen along the fingers. */
  const beside: PlanePoint = shared && kBeside.includes(stroke.motion)
    ? [(second ? -1 : 1) * kBeside_m * Math.cos(turn_base_rad), (second ? -1 : 1) * kBeside_m * Math.sin(turn_base_rad)] : [0, 0];

  /** At its spot, and on to the next one in the last part of the visit. */
  const settle = (into_s: number, pose: HandPose): Visit => {
    const now = visit(spots_count, visit_s, into_s, returns);
    const going = ease((now.share - (1 - kTravel_ratio)) / kTravel_ratio);
    const [x, y] = mix(way.places[now.from]!, way.places[now.to]!, going);
    pose.at_m = [x + beside[0], y + beside[1]];
    pose.press_ratio = way.press[now.from]! + (way.press[now.to]! - way.press[now.from]!) * going;
    if (!returns && now.from > now.to) pose.lift_ratio = Math.sin(Math.PI * going); // carried back to the first spot
    return now;
  };
  const shift = (pose: HandPose, x_m: number, y_m: number): void => { pose.at_m = [pose.at_m[0] + x_m, pose.at_m[1] + y_m]; };
  /** Across the fingers, towards the thumb of a right hand for negative. */
  const sideways = (pose: HandPose, by_m: number): void => shift(pose, by_m * Math.cos(turn_base_rad), by_m * Math.sin(turn_base_rad));

  switch (stroke.motion) {
    case 'glide':
    case 'fold':
    case 'saw': {
      const first = way.places[0]!;
      const last = way.places[way.places.length - 1]!;
      const closed = Math.hypot(first[0] - last[0], first[1] - last[1]) < 0.01;
      const side_by_side = stroke.motion === 'fold';
      // One open way for both hands: hand after hand. A closed one: one hand on the other, or against each other.
      const behind = shared && !side_by_side && second ? (closed ? (stroke.motion === 'saw' ? 0.5 : 0) : 0.5) : 0;
      return (into_s, pose) => {
        const share = fraction(into_s / one_pass_s + behind);
        const { at, press } = along(way, share);
        pose.at_m = [at[0] + beside[0], at[1] + beside[1]];
        pose.press_ratio = press;
        if (!closed) {
          // The hand leaves at the end and lands at the beginning again.
          const kLift = 0.06;
          pose.lift_ratio = Math.max(ease((share - (1 - kLift)) / kLift), ease((kLift - share) / kLift));
          pose.press_ratio *= 1 - pose.lift_ratio;
        }
        if (stroke.motion === 'glide') pose.turn_rad = turn_base_rad + lean(way, share, turn_base_rad);
        if (stroke.motion === 'fold') pose.open_ratio = 0.9 + 0.05 * Math.cos(kTurn_rad * 2 * into_s + (second ? Math.PI : 0)); // walking fingers
      };
    }
    case 'circle':
      return (into_s, pose) => {
        settle(into_s, pose);
        const turn_rad = kTurn_rad * tempo_Hz * into_s;
        // The two hands turn against each other, outwards on the way up.
        shift(pose, (second ? -1 : 1) * kCircle_m * Math.cos(turn_rad), kCircle_m * Math.sin(turn_rad));
      };
    case 'knead':
      return (into_s, pose) => {
        settle(into_s, pose);
        const phase_rad = kTurn_rad * tempo_Hz * into_s + (second ? Math.PI : 0);
        const closing = (1 - Math.cos(phase_rad)) / 2;
        sideways(pose, kKnead_m * Math.sin(phase_rad));
        pose.open_ratio = 1 - 0.16 * closing;
        pose.press_ratio *= 0.25 + 0.75 * closing;
      };
    case 'wring':
      return (into_s, pose) => {
        // Its way lies across the back; a way given once is gone by the other hand from its other end.
        const to_and_fro = (1 - Math.cos(kTurn_rad * tempo_Hz * into_s)) / 2;
        const { at, press } = along(way, shared && second ? 1 - to_and_fro : to_and_fro);
        const kApart_m = 0.055; // one hand above the other, so that they pass
        pose.at_m = [at[0], at[1] + (second ? -kApart_m : kApart_m)];
        pose.press_ratio = press;
      };
    case 'squeeze':
    case 'press': {
      const hold_ratio = stroke.dwell_s && stroke.tempo_Hz ? Math.min(0.95, stroke.dwell_s * stroke.tempo_Hz) : 0.55;
      return (into_s, pose) => {
        const beat = fraction(into_s * tempo_Hz + 1e-9);
        const spot = Math.floor(into_s * tempo_Hz + 1e-9) % spots_count;
        const next = (spot + 1) % spots_count;
        const rising = ease(beat / (0.4 * hold_ratio));
        const leaving = ease((beat - hold_ratio) / (0.6 * (1 - hold_ratio)));
        const on = Math.min(rising, 1 - leaving);
        const going = ease((beat - hold_ratio - 0.3 * (1 - hold_ratio)) / (0.7 * (1 - hold_ratio)));
        const [x, y] = mix(way.places[spot]!, way.places[next]!, going);
        pose.at_m = [x + beside[0], y + beside[1]];
        pose.press_ratio = on * way.press[spot]!;
        if (stroke.motion === 'squeeze') pose.open_ratio = 1 - 0.2 * on;
        else pose.lift_ratio = spots_count > 1 ? 0.7 * Math.sin(Math.PI * going) : 0.35 * (1 - on);
      };
    }
    case 'tremble':
    case 'shake': {
      const reach_m = stroke.motion === 'tremble' ? kTremble_m : kShake_m;
      return (into_s, pose) => {
        settle(into_s, pose);
        sideways(pose, reach_m * Math.sin(kTurn_rad * tempo_Hz * into_s + (second ? Math.PI : 0)));
      };
    }
    case 'rock':
      return (into_s, pose) => {
        settle(into_s, pose);
        const sway = Math.sin(kTurn_rad * tempo_Hz * into_s);
        shift(pose, kRock_m * sway, 0);
        pose.press_ratio *= 0.4 + 0.6 * Math.abs(sway);
      };
    case 'strike':
      return (into_s, pose) => {
        settle(into_s, pose);
        // The hands take turns: each falls at every second beat, quickly, and springs off.
        const own = fraction((into_s * tempo_Hz) / (both_strike(stroke) ? 2 : 1) + (second ? 0.5 : 0));
        pose.lift_ratio = own < 0.12 ? own / 0.12 : own > 0.72 ? ease((1 - own) / 0.28) : 1;
        pose.press_ratio *= 1 - pose.lift_ratio;
      };
    case 'stretch':
    case 'hook': {
      const pairs = has_pairs(stroke, way);
      const away = away_of(stroke, way);
      return (into_s, pose) => {
        const now = visit(spots_count, visit_s, into_s, false);
        const from = way.places[pairs ? 2 * now.from : now.from]!;
        const to: PlanePoint = pairs ? way.places[2 * now.from + 1]! : [from[0] + away[0], from[1] + away[1]];
        const next = way.places[pairs ? 2 * now.to : now.to]!;
        const beat = fraction(into_s * tempo_Hz + 1e-9);
        const drawn = ease(beat / 0.55);
        const back = ease((beat - 0.62) / 0.38); // let go: home without weight
        const going = ease((now.share - (1 - kTravel_ratio)) / kTravel_ratio);
        const home = mix(from, next, going);
        const [x, y] = mix(mix(from, to, drawn), home, back);
        pose.at_m = [x + beside[0], y + beside[1]];
        const press = way.press[pairs ? 2 * now.from + 1 : now.from]! || way.press[pairs ? 2 * now.from : now.from]!;
        pose.press_ratio = press * Math.min(ease(beat / 0.2), 1 - back);
        pose.lift_ratio = stroke.motion === 'hook' ? 0.5 * Math.sin(Math.PI * back) : 0;
        pose.open_ratio = stroke.motion === 'hook' ? 1 - 0.08 * drawn * (1 - back) : 1;
      };
    }
    case 'roll':
      if (!stroke.tempo_Hz && way.length_m > 0) {
        return (into_s, pose) => {
          const pass = into_s / one_pass_s; // up its way, and down again
          const { at, press } = along(way, Math.floor(pass) % 2 === 0 ? fraction(pass) : 1 - fraction(pass));
          pose.at_m = [at[0] + beside[0], at[1] + beside[1]];
          pose.press_ratio = press;
        };
      }
      return (into_s, pose) => {
        settle(into_s, pose);
        const swing = Math.sin(kTurn_rad * tempo_Hz * into_s);
        const heading = heading_of(way);
        shift(pose, kRoll_m * swing * heading[0], kRoll_m * swing * heading[1]);
        pose.turn_rad = turn_base_rad + 0.2 * swing;
        pose.press_ratio *= 0.6 + 0.4 * Math.max(0, swing);
      };
    case 'spread':
      return (into_s, pose) => {
        const now = visit(spots_count, visit_s, into_s, false);
        const apart = two ? away_from(two, hand) : [0, second ? -1 : 1] as PlanePoint;
        const opened = ease(now.share / 0.7) * (1 - ease((now.share - 0.94) / 0.06));
        const [x, y] = way.places[now.from]!;
        pose.at_m = [x + beside[0] + kSpread_m * opened * apart[0], y + beside[1] + kSpread_m * opened * apart[1]];
        pose.press_ratio = way.press[now.from]!;
      };
    case 'hold':
    case 'rest':
      return (into_s, pose) => {
        const now = settle_still(way, spots_count, visit_s, into_s, pose, beside);
        // A still hand rides on the breath; a hold sinks in and comes out slowly.
        const kBreath_Hz = 0.2;
        pose.press_ratio *= 0.88 + 0.12 * Math.sin(kTurn_rad * kBreath_Hz * into_s);
        if (stroke.motion === 'hold') pose.press_ratio *= Math.min(ease(now.share / 0.2), 1 - ease((now.share - 0.85) / 0.15));
      };
  }
}

/** A hold rests on each place for its whole time; the step to the next is at its very end. */
function settle_still(way: Way, count: number, visit_s: number, into_s: number, pose: HandPose, beside: PlanePoint): Visit {
  const now = visit(count, visit_s, into_s, false);
  const [x, y] = way.places[now.from]!;
  pose.at_m = [x + beside[0], y + beside[1]];
  pose.press_ratio = way.press[now.from]!;
  return now;
}

const both_strike = (stroke: Stroke): boolean => stroke.hand === 'both';

/** From and to of each draw, one after the other (docs/formats.md, "codex"); a single place is drawn from as is usual. */
const has_pairs = (stroke: Stroke, way: Way): boolean => kPairs.includes(stroke.motion) && way.places.length % 2 === 0;
/** Where a draw goes that names only its spot: away from the spine, a little upwards. */
function away_of(stroke: Stroke, way: Way): PlanePoint {
  const outwards = way.places[0]![0] < 0 ? -1 : 1;
  return stroke.motion === 'hook' ? [0, -kDraw_m] : [outwards * kDraw_m * 0.8, -kDraw_m * 0.6];
}
function heading_of(way: Way): PlanePoint {
  const a = way.places[0]!;
  const b = way.places[way.places.length - 1]!;
  const length_m = Math.hypot(b[0] - a[0], b[1] - a[1]);
  return length_m > 0 ? [(b[0] - a[0]) / length_m, (b[1] - a[1]) / length_m] : [0, 1];
}
/** The way that leads one hand away from the other. */
function away_from(two: Way[], hand: 'left' | 'right'): PlanePoint {
  const right = two[0]!.places[0]!;
  const left = two[1]!.places[0]!;
  const [dx, dy] = [right[0] - left[0], right[1] - left[1]];
  const length_m = Math.hypot(dx, dy) || 1;
  const sign = hand === 'right' ? 1 : -1;
  return [(sign * dx) / length_m, (sign * dy) / length_m];
}
