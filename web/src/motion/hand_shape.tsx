// A hand as it is drawn: the giver's right hand of the codex for a surface, mirrored for the left, or a dot without it.
import type { DrawnLine, HandDrawing } from '../port/codex_types';
import { words } from '../i18n';

export const line_path = (line: DrawnLine): string => (typeof line === 'string' ? line : line.d);
const line_kind = (line: DrawnLine): string => (typeof line === 'string' ? 'crease' : line.kind ?? 'crease');
const contact_paths = (contact: HandDrawing['contact']): string[] => (typeof contact === 'string' ? [contact] : contact.map(line_path));

export function hand_for(hands: readonly HandDrawing[] | undefined, surface: string): HandDrawing | null {
  return hands?.find((hand) => hand.surface === surface) ?? hands?.find((hand) => hand.surface === 'palm') ?? null;
}

/** Millimetres, the middle of the contact at 0, 0, fingers up. Without a drawing a dot with its letter. */
export function HandShape({ drawing, hand, plain, letter }: {
  drawing: HandDrawing | null; hand: 'left' | 'right'; plain?: boolean; letter?: string;
}) {
  if (!drawing) {
    return (
      <>
        <circle class="hand-skin" r={26} />
        <circle class="hand-contact" r={18} />
        <text class="hand-letter" transform={hand === 'left' ? 'scale(-1 1)' : ''}>{letter ?? words.play.hand_letters[hand]}</text>
      </>
    );
  }
  return (
    <g transform={`translate(${-drawing.origin[0]} ${-drawing.origin[1]})`}>
      <path class="hand-skin" d={drawing.outline} />
      <g class="hand-contact">{contact_paths(drawing.contact).map((d) => <path key={d} d={d} />)}</g>
      {!plain && drawing.details.map((line, i) => <path key={i} class={`hand-line hand-${line_kind(line)}`} d={line_path(line)} />)}
    </g>
  );
}

/** What a hand may lead, seen from above, in millimetres. */
export function ToolShape({ tool }: { tool: string }) {
  switch (tool) {
    case 'ball': return <g class="tool"><circle r={33} /><path class="tool-line" d="M-22 -16 A28 28 0 0 1 8 -28" /></g>;
    case 'roller': return <g class="tool"><rect x={-52} y={-7} width={104} height={14} rx={7} /><rect x={-28} y={-24} width={56} height={48} rx={14} /><path class="tool-line" d="M-14 -24V24M0 -24V24M14 -24V24" /></g>;
    case 'massager': return <g class="tool"><circle r={20} /><path d="M-9 18 L-11 96 A11 11 0 0 0 11 96 L9 18 Z" /><path class="tool-line" d="M-30 -10 A32 32 0 0 1 -14 -28M30 -10 A32 32 0 0 0 14 -28" /></g>;
    case 'mitt': return <g class="tool"><path d="M-44 60 V-58 A44 44 0 0 1 44 -58 V60 Z" /><path class="tool-line" d="M-44 44 H44M-30 20 L-14 4M-6 20 L10 4M18 20 L34 4M-30 -20 L-14 -36M-6 -20 L10 -36M18 -20 L34 -36" /></g>;
    default: return null;
  }
}
