// Where the giver is: a small picture from above, the receiver's head at the top as on the map; and how tired hands are.
import { words } from '../i18n';
import type { ChartPoint, Place, Position } from '../port/types';

interface Spot { x: number; y: number; turn_deg: number }
/** Where the giver's head is, and which way the arms reach (0: towards the top). */
const kSpots: Record<string, Spot> = {
  left: { x: 13, y: 52, turn_deg: 90 }, right: { x: 87, y: 52, turn_deg: -90 },
  kneeling_left: { x: 17, y: 52, turn_deg: 90 }, kneeling_right: { x: 83, y: 52, turn_deg: -90 },
  head: { x: 50, y: 8, turn_deg: 180 }, astride_thighs: { x: 50, y: 92, turn_deg: 0 }, behind_chair: { x: 50, y: 94, turn_deg: 0 },
};

/** Beside the receiver one is level with the work: from the shoulders to below the hips of the picture. */
const level_y = (path: readonly ChartPoint[]): number =>
  36 + 38 * Math.min(1, Math.max(0, path.reduce((sum, [, along]) => sum + along, 0) / path.length));

export function StationPicture({ place, position, station, path }: { place: Place; position: Position; station: string; path?: readonly ChartPoint[] }) {
  const known = kSpots[station];
  if (!known) return null;
  const beside = known.turn_deg !== 0 && known.turn_deg !== 180;
  const spot = beside && path && path.length > 0 ? { ...known, y: level_y(path) } : known;
  const seated = position === 'seated_leaning';
  const kneels = /kneeling|astride/.test(station);
  const label = words.plan.where_you_are(words.plan.stations[station] ?? station);
  return (
    <svg class="station" viewBox="-5 0 110 116" role="img" aria-label={label}>
      {!seated && <Support place={place} />}
      {seated ? <Seated /> : <Lying on_side={position === 'side_left' ? -1 : position === 'side_right' ? 1 : 0} />}
      <g class="station-giver" transform={`translate(${spot.x} ${spot.y}) rotate(${spot.turn_deg})`}>
        {kneels && <path class="station-knees" d="M-8 9 V15 M8 9 V15" />}
        <path class="station-arms" d="M-11 2 C-10 -10 -7 -14 -5 -19 M11 2 C10 -10 7 -14 5 -19" />
        <ellipse rx={15} ry={7} cy={3} />
        <circle r={7} />
      </g>
    </svg>
  );
}

function Support({ place }: { place: Place }) {
  switch (place) {
    case 'bed': return <g class="station-place"><rect x={22} y={6} width={56} height={106} rx={6} /><path d="M30 12 H70" /></g>;
    case 'table': return <g class="station-place"><rect x={31} y={16} width={38} height={96} rx={8} /><circle cx={50} cy={21} r={10} /></g>;
    case 'floor': return <g class="station-place station-mat"><rect x={26} y={8} width={48} height={104} rx={4} /></g>;
    default: return null;
  }
}

/** Head, trunk, arms and legs of somebody lying; on a side, the knees are drawn up. */
function Lying({ on_side }: { on_side: -1 | 0 | 1 }) {
  if (on_side !== 0) {
    return (
      <g class="station-receiver" transform={on_side < 0 ? 'translate(100 0) scale(-1 1)' : undefined}>
        <circle cx={52} cy={22} r={8} /><path d="M44 34 Q50 29 57 34 L57 66 Q57 74 66 80 L62 86 L52 78 L54 104 L47 104 L44 70 Z" />
      </g>
    );
  }
  return (
    <g class="station-receiver">
      <circle cx={50} cy={22} r={8} />
      <path d="M36 34 Q50 28 64 34 L61 52 Q60 62 62 70 L58 106 H52 L50 78 L48 106 H42 L38 70 Q40 62 39 52 Z" />
      <path class="station-limb" d="M36 36 C31 44 30 54 32 62 M64 36 C69 44 70 54 68 62" />
    </g>
  );
}

const Seated = () => (
  <g>
    <g class="station-place"><rect x={30} y={46} width={40} height={34} rx={6} /><path d="M32 44 H68" /></g>
    <g class="station-receiver"><ellipse cx={50} cy={56} rx={20} ry={11} /><circle cx={50} cy={40} r={8} /><path class="station-limb" d="M32 54 C26 44 30 34 40 32 M68 54 C74 44 70 34 60 32" /></g>
  </g>
);

/** How tired the giver's hands are by now, in words and as a bar. */
export function Tiredness({ ratio }: { ratio: number | undefined }) {
  if (ratio === undefined) return null;
  const share = Math.min(1, Math.max(0, ratio));
  const names = words.plan.tired_words;
  const name = names[Math.min(names.length - 1, Math.floor(share * names.length))]!;
  return (
    <p class="tired">
      <span>{words.plan.tired}: {name}</span>
      <meter min={0} max={1} low={0.5} high={0.8} optimum={0} value={share} aria-label={`${words.plan.tired}: ${name}`} />
    </p>
  );
}
