// Where one is in Learn, and its own address: #learn, #learn/T06, #learn/tradition/thai, #learn/search?q=rou+fa.
import type { Skill } from './port/codex_types';

export interface Find { text: string; tradition: string; aim: string; who: Skill | ''; family: string }
export type LearnPlace =
  | { view: 'list'; find: Find }
  | { view: 'technique'; id: string }
  | { view: 'traditions' }
  | { view: 'tradition'; id: string }
  | { view: 'routines' }
  | { view: 'routine'; id: string }
  | { view: 'anatomy'; layers: string[] };

export const kNoFind: Find = { text: '', tradition: '', aim: '', who: '', family: '' };
export const kLearnHome: LearnPlace = { view: 'list', find: kNoFind };
export const kSkills: readonly Skill[] = ['anyone', 'anyone_limited', 'trained', 'nobody'];

/** Address parameter of each part of a search. */
const kParameters: Record<keyof Find, string> = { text: 'q', tradition: 'tradition', aim: 'aim', who: 'who', family: 'family' };
const kId = /^[A-Za-z0-9_-]+$/;

export function learn_hash(place: LearnPlace): string {
  switch (place.view) {
    case 'list': {
      const query = new URLSearchParams();
      for (const key of Object.keys(kParameters) as (keyof Find)[]) if (place.find[key] !== '') query.set(kParameters[key], place.find[key]);
      return query.size > 0 ? `#learn/search?${query}` : '#learn';
    }
    case 'technique': return `#learn/${place.id}`;
    case 'tradition':
    case 'routine': return `#learn/${place.view}/${place.id}`;
    case 'traditions':
    case 'routines': return `#learn/${place.view}`;
    case 'anatomy': return place.layers.length > 0 ? `#learn/anatomy?show=${place.layers.join(',')}` : '#learn/anatomy';
  }
}

/** Null where the address is no address of Learn. */
export function learn_place(hash: string): LearnPlace | null {
  const [path, query] = hash.split('?', 2) as [string, string | undefined];
  const parts = path.split('/');
  if (parts[0] !== '#learn' || parts.length > 3) return null;
  const [, view, id] = parts;
  const parameters = new URLSearchParams(query ?? '');
  if (view === undefined || (view === 'search' && id === undefined)) {
    const find = { ...kNoFind };
    for (const key of Object.keys(kParameters) as (keyof Find)[]) Object.assign(find, { [key]: parameters.get(kParameters[key]) ?? '' });
    return { view: 'list', find: { ...find, who: kSkills.find((skill) => skill === find.who) ?? '' } };
  }
  if (id === undefined) {
    if (view === 'traditions' || view === 'routines') return { view };
    if (view === 'anatomy') return { view, layers: (parameters.get('show') ?? '').split(',').filter((layer) => kId.test(layer)) };
    return kId.test(view) ? { view: 'technique', id: view } : null;
  }
  return (view === 'tradition' || view === 'routine') && kId.test(id) ? { view, id } : null;
}

export const same_place = (a: LearnPlace, b: LearnPlace): boolean => learn_hash(a) === learn_hash(b);
