import { describe, expect, it } from 'vitest';
import { parse_expression, Truth, type Facts } from './expression';

function facts(answers: Record<string, boolean | 'unknown' | number | string | string[]>, regions: string[] = []): Facts {
  return {
    truth: (name) => (answers[name] === true ? Truth.yes : answers[name] === 'unknown' ? Truth.unsure : Truth.no),
    number: (name) => (typeof answers[name] === 'number' ? answers[name] : undefined),
    chosen: (name, id) => {
      const value = answers[name];
      return value === id || (Array.isArray(value) && value.includes(id)) ? Truth.yes : value === 'unknown' ? Truth.unsure : Truth.no;
    },
    pain_in: (region) => regions.includes(region),
  };
}
const value = (text: string, answers = {}, regions: string[] = []): Truth => parse_expression(text)(facts(answers, regions));

describe('conditions', () => {
  it('reads names, and, or, brackets with "and" binding tighter', () => {
    expect(value('a or b and c', { a: true })).toBe(Truth.yes);
    expect(value('(a or b) and c', { a: true })).toBe(Truth.no);
    expect(value('(a or b) and c', { a: true, c: true })).toBe(Truth.yes);
  });
  it('carries unsure through: least of and, greatest of or', () => {
    expect(value('a and b', { a: true, b: 'unknown' })).toBe(Truth.unsure);
    expect(value('a or b', { a: 'unknown' })).toBe(Truth.unsure);
    expect(value('a and b', { a: 'unknown' })).toBe(Truth.no);
  });
  it('compares numbers; nothing known compares as no', () => {
    expect(value('age_years >= 70', { age_years: 70 })).toBe(Truth.yes);
    expect(value('age_years > 70', { age_years: 70 })).toBe(Truth.no);
    expect(value('duration_days < 1.5', { duration_days: 1 })).toBe(Truth.yes);
    expect(value('n == -2', { n: -2 })).toBe(Truth.yes);
    expect(value('age_years <= 70')).toBe(Truth.no);
  });
  it('reads choices, several choices, and places', () => {
    expect(value('sex == "female"', { sex: 'female' })).toBe(Truth.yes);
    expect(value('what == "x"', { what: ['y', 'x'] })).toBe(Truth.yes);
    expect(value('what == "x"', { what: ['y'] })).toBe(Truth.no);
    expect(value('pain_in("neck", "shoulder")', {}, ['shoulder'])).toBe(Truth.yes);
    expect(value('pain_in("neck")', {}, ['leg'])).toBe(Truth.no);
  });
  it('takes the k-th greatest for at_least', () => {
    expect(value('at_least(2, a, b, c)', { a: true, b: true })).toBe(Truth.yes);
    expect(value('at_least(2, a, b, c)', { a: true, b: 'unknown' })).toBe(Truth.unsure);
    expect(value('at_least(2, a, b, c)', { a: true })).toBe(Truth.no);
  });
  it.each(['', 'a and', 'not a', 'a == ', 'at_least(4, a)', 'at_least(1.5, a, b)', '(a', 'a b', 'a = 3', 'a > "x"', 'pain_in(neck)', 'a ! b'])(
    'refuses %j and says where', (text) => expect(() => parse_expression(text)).toThrow(/column \d+/));
});
