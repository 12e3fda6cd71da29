// A small invented codex: the shapes of docs/formats.md, "codex", and names to search for.
import type { Codex, Technique } from '../port/codex_types';
import { stroke } from './documents';

const technique = (id: string, name: string, extra: Partial<Technique> = {}): Technique => ({
  id, name, traditional: [], family: 'stroking', traditions: ['swedish'], since: '', action: '', direction: '', target: '', aims: ['ease'],
  who: ['none', 'course', 'professional'], skill: 'anyone', kinds: [], steps: ['Lay a hand down.'], mistakes: [], risks: [], known: 'Little.',
  sources: [], surfaces: ['palm'], map: 'back', positions: ['prone'], regions: ['low_back'], parts: [], dose: [], caps: [], planned: true,
  demo: [stroke('d', 0, 12)], source: 'rul:test', status: 'proposed', ...extra,
});

const square = 'M-40 -90H40V90H-40Z';
export const codex: Codex = {
  schema: 'unknot.codex/1', knowledge_hash: 'h',
  families: [{ id: 'stroking', name: 'Gliding', text: 'Slides.' }, { id: 'petrissage', name: 'Kneading and squeezing', text: 'Lifts.' }, { id: 'told', name: 'Told only', text: 'Told.' }],
  aims: [{ id: 'ease', name: 'Ease a tense muscle', text: '' }, { id: 'settle', name: 'Settle and breathe', text: '' }],
  traditions: [
    { id: 'swedish', name: 'Swedish massage', place: 'Sweden', since: '', story: '', codified: [], known: '', practice: '', sources: [], source: 's', status: 'verified', techniques: ['T02', 'T07'] },
    { id: 'tuina', name: 'Tui na', place: 'China', since: '', story: '', codified: [], known: '', practice: '', sources: [], source: 's', status: 'verified', techniques: ['T42'] },
  ],
  techniques: [
    technique('T42', 'Palm circles in place', { traditional: ['róu fǎ'], family: 'petrissage', traditions: ['tuina'], aims: ['ease'], action: 'Circles that carry the skin.' }),
    technique('T02', 'Gliding hands', { traditional: ['light effleurage'], aims: ['settle'], regions: ['whole_back'] }),
    technique('T07', 'Two-hand kneading', { traditional: ['pétrissage'], family: 'petrissage', regions: ['shoulder'], skill: 'anyone_limited', lay_limit: 'Lightly.' }),
    technique('T23', 'Press and wait', { family: 'petrissage', traditions: [], skill: 'trained', who: ['course'], action: 'A thumb waits, far from the round bone.' }),
    technique('T55', 'Thrusts', { family: 'told', traditions: [], skill: 'nobody', who: [], demo: [], planned: false, never_because: 'Nobody here.' }),
  ],
  routines: [],
  hands: [{ surface: 'palm', width: 80, height: 180, origin: [0, 0], outline: square, details: [], contact: square }],
};
