// Finding a technique: by any of its names, by what the hand does, by aim, place on the body or tradition; kind to
// accents, case and one slip of the finger.
import type { Codex, Technique } from '../../port/codex_types';
import type { Find } from '../../learn_place';

/** "Pétrissage, Na-Fa" to "petrissage na fa". */
export const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, ' ').trim();

interface Field { words: string[]; weight: number }
export interface SearchIndex { codex: Codex; rows: { technique: Technique; fields: Field[] }[] }

/** What each field of a technique is worth when a word is found in it. */
const kWeights = { name: 12, traditional: 10, id: 12, family: 5, aim: 5, tradition: 4, region: 4, action: 3, text: 1 } as const;

export function index_codex(codex: Codex): SearchIndex {
  const families = new Map(codex.families.map((family) => [family.id, family]));
  const aims = new Map(codex.aims.map((aim) => [aim.id, aim]));
  const traditions = new Map(codex.traditions.map((tradition) => [tradition.id, tradition]));
  const field = (weight: number, ...texts: (string | undefined)[]): Field =>
    ({ weight, words: [...new Set(texts.flatMap((text) => plain(text ?? '').split(' ')).filter((word) => word !== ''))] });
  return {
    codex,
    rows: codex.techniques.map((technique) => ({
      technique,
      fields: [
        field(kWeights.id, technique.id), field(kWeights.name, technique.name), field(kWeights.traditional, ...technique.traditional),
        field(kWeights.family, technique.family, families.get(technique.family)?.name),
        field(kWeights.aim, ...technique.aims.map((id) => aims.get(id)?.name)),
        field(kWeights.tradition, ...technique.traditions.flatMap((id) => [id, traditions.get(id)?.name, traditions.get(id)?.place])),
        field(kWeights.region, ...technique.regions, ...technique.surfaces, technique.tool),
        field(kWeights.action, technique.action, technique.target, technique.direction),
        field(kWeights.text, ...technique.steps, technique.told),
      ],
    })),
  };
}

/** How well a word of the question fits a word of the text: 1 the same, less where it only begins or lies within it. */
function fit(asked: string, word: string, slips: boolean): number {
  if (word === asked) return 1;
  if (word.startsWith(asked)) return 0.8;
  if (asked.length >= 4 && word.includes(asked)) return 0.5;
  return slips && asked.length >= 5 && one_slip(asked, word.slice(0, asked.length + 1)) ? 0.4 : 0;
}

/** One letter more, less, other, or two exchanged. */
export function one_slip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  if (i === a.length && i === b.length) return true;
  return a.slice(i + 1) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i) || a.slice(i) === b.slice(i + 1)
    || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2))
    || one_slip_at_end(a, b, i);
}
/** The compared word may be cut one letter too late. */
const one_slip_at_end = (a: string, b: string, i: number): boolean =>
  b.length === a.length + 1 && (a.slice(i + 1) === b.slice(i + 1, -1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2, -1)));

/** 0 where a word of the question is nowhere. Names in the asked order ("rou fa") count more than their words apart. */
function score(fields: readonly Field[], asked: readonly string[], whole: string, technique: Technique, slips: boolean): number {
  let sum = 0;
  for (const word of asked) {
    let best = 0;
    for (const field of fields) for (const other of field.words) best = Math.max(best, field.weight * fit(word, other, slips));
    if (best === 0) return 0;
    sum += best;
  }
  const names = [technique.name, ...technique.traditional].map(plain);
  if (names.some((name) => name === whole)) sum += 40;
  else if (names.some((name) => ` ${name} `.includes(` ${whole} `))) sum += 20;
  return sum;
}

export const passes = (technique: Technique, find: Find): boolean =>
  (find.tradition === '' || technique.traditions.includes(find.tradition)) && (find.aim === '' || technique.aims.includes(find.aim))
  && (find.who === '' || technique.skill === find.who) && (find.family === '' || technique.family === find.family);

/** The techniques that fit, best first; without a question in the order of the families. */
export function search(index: SearchIndex, find: Find): Technique[] {
  const rows = index.rows.filter(({ technique }) => passes(technique, find));
  const whole = plain(find.text);
  if (whole === '') {
    const rank = new Map(index.codex.families.map(({ id }, i) => [id, i]));
    return rows.map(({ technique }) => technique).sort((a, b) =>
      (rank.get(a.family) ?? 99) - (rank.get(b.family) ?? 99) || by_id(a, b));
  }
  const asked = whole.split(' ');
  const found = (slips: boolean): Technique[] => rows.map(({ technique, fields }) => ({ technique, worth: score(fields, asked, whole, technique, slips) }))
    .filter(({ worth }) => worth > 0).sort((a, b) => b.worth - a.worth || by_id(a.technique, b.technique)).map(({ technique }) => technique);
  const exact = found(false);
  return exact.length > 0 ? exact : found(true);
}

const by_id = (a: Technique, b: Technique): number => a.id.localeCompare(b.id, 'en', { numeric: true });

/** Others of the same family, nearest in the list first. */
export function neighbours(codex: Codex, technique: Technique): Technique[] {
  return codex.techniques.filter((other) => other.family === technique.family && other.id !== technique.id).sort(by_id);
}
