import { describe, expect, it } from 'vitest';
import { kNoFind, learn_hash, learn_place, type Find, type LearnPlace } from '../../learn_place';
import { codex } from '../../test-fixtures/codex';
import { index_codex, neighbours, one_slip, plain, search } from './search';

const index = index_codex(codex);
const ids = (find: Partial<Find>): string[] => search(index, { ...kNoFind, ...find }).map(({ id }) => id);

describe('search', () => {
  it('finds names without their accents, case and hyphens, the whole name first', () => {
    expect(plain('Róu-Fǎ, PÉTRISSAGE')).toBe('rou fa petrissage');
    expect(ids({ text: 'rou fa' })[0]).toBe('T42'); // "round" and "far" are in T23, apart
    expect(ids({ text: 'Petrissage' })).toContain('T07');
    expect(ids({ text: 'EFFLEURAGE' })).toEqual(['T02']);
    expect(ids({ text: 't42' })).toEqual(['T42']);
  });
  it('finds places, aims, traditions and what the hand does, from the first letters on', () => {
    expect(ids({ text: 'shoul' })).toEqual(['T07']);
    expect(ids({ text: 'settle' })).toEqual(['T02']);
    expect(ids({ text: 'china' })).toEqual(['T42']);
    expect(ids({ text: 'carry skin' })).toEqual(['T42']);
  });
  it('needs every word, and forgives one slip only where nothing fits exactly', () => {
    expect(ids({ text: 'gliding thumb' })).toEqual([]);
    expect(ids({ text: 'efleurage' })).toEqual(['T02']);
    expect(ids({ text: 'efflueragge' })).toEqual([]); // two slips
    expect([one_slip('petrisage', 'petrissage'), one_slip('kneding', 'kneading'), one_slip('knaeding', 'kneading'), one_slip('abcde', 'xbcdy')])
      .toEqual([true, true, true, false]);
  });
  it('filters by who, tradition, aim and family, alone and together', () => {
    expect(ids({ who: 'trained' })).toEqual(['T23']);
    expect(ids({ who: 'nobody' })).toEqual(['T55']);
    expect(ids({ tradition: 'tuina' })).toEqual(['T42']);
    expect(ids({ aim: 'settle' })).toEqual(['T02']);
    expect(ids({ family: 'petrissage', who: 'anyone' })).toEqual(['T42']);
    expect(ids({ family: 'petrissage', text: 'gliding' })).toEqual([]);
  });
  it('lists all without a question, family by family', () => expect(ids({})).toEqual(['T02', 'T07', 'T23', 'T42', 'T55']));
  it('knows the neighbours in the family', () => expect(neighbours(codex, codex.techniques[0]!).map(({ id }) => id)).toEqual(['T07', 'T23']));
});

describe('addresses of Learn', () => {
  it.each<LearnPlace>([
    { view: 'list', find: kNoFind }, { view: 'list', find: { text: 'rou fa', tradition: 'thai', aim: 'ease', who: 'anyone', family: 'petrissage' } },
    { view: 'technique', id: 'T06' }, { view: 'traditions' }, { view: 'tradition', id: 'thai' }, { view: 'routines' }, { view: 'routine', id: 'h10' },
    { view: 'anatomy', layers: [] }, { view: 'anatomy', layers: ['muscles', 'ribs'] },
  ])('come back the same: %j', (place) => expect(learn_place(learn_hash(place))).toEqual(place));
  it('are readable, and anything else is none', () => {
    expect(learn_hash({ view: 'list', find: { ...kNoFind, text: 'rou fa' } })).toBe('#learn/search?q=rou+fa');
    expect(learn_place('#learn/search?who=everybody')).toEqual({ view: 'list', find: kNoFind });
    expect(['#plan', '#learning', '#learn/tradition/thai/x', '#learn/T06%20', '#learn/thing/x'].map(learn_place)).toEqual([null, null, null, null, null]);
  });
});
