import { describe, expect, it } from 'vitest';
import { smooth_outline } from '../../map/geometry';
import type { CodexRoutine } from '../../port/codex_types';
import { atlas } from '../../test-fixtures/documents';
import { dose_text } from './dose';
import { layers_of, lies_at, parts_of } from './layers';
import { rows_of } from './routines';

describe('how much', () => {
  it('reads as a kitchen scale, a clock and a ruler do', () => {
    expect(dose_text('force_N', 20, 'metric')).toEqual({ main: '2 kg', small: '20 N' });
    expect(dose_text('force_N', 6, 'metric').main).toBe('600 g');
    expect(dose_text('force_N', 20, 'imperial').main).toBe('4.5 lb');
    expect(dose_text('area_m2', 0.007, 'metric').main).toBe('70 cm²');
    expect(dose_text('pressure_Pa', 2900, 'metric').main).toBe('2.9 kPa');
    expect(dose_text('tempo_Hz', 0.67, 'metric').main).toBe('40 a minute');
    expect(dose_text('tempo_Hz', 5, 'metric').main).toBe('5 a second');
    expect(dose_text('speed_m_s', 0.08, 'metric').main).toBe('8 cm/s');
    expect(dose_text('dwell_s', 30, 'metric').main).toBe('30 s');
    expect(dose_text('total_max_s', 240, 'metric').main).toBe('4 min');
    expect(dose_text('repetitions_count', 8, 'metric').main).toBe('8');
  });
});

describe('layers', () => {
  const area = { id: 'm', name: 'muscle', polygon: [[0, 0], [1, 0], [1, 1]] as [number, number][] };
  const full = { ...atlas, muscles: [{ ...area, layer: 4 }], lymph: { basins: [area], watersheds: [{ id: 'w', name: 'w', line: area.polygon }], flow: [] } };
  it('are those the atlas has something for', () => {
    expect(layers_of(atlas)).toEqual([]);
    expect(layers_of(full)).toEqual(['muscles', 'lymph']);
    expect(parts_of(full, 'lymph').map(({ kind }) => kind)).toEqual(['basin', 'watershed']);
  });
  it('go from the outer muscles to the deep ones', () => {
    expect([0, 1, 3].map((depth) => lies_at(full.muscles[0]!, depth as 0 | 1 | 3))).toEqual([true, false, true]);
    expect(lies_at(area, 1)).toBe(true); // what has no depth is always there
  });
  it('bend softly through every corner', () => {
    const d = smooth_outline(atlas, area.polygon);
    expect(d.match(/C/g)).toHaveLength(3);
    expect(d).toContain('M200.0 100.0');
    expect(d.endsWith('200.0 100.0Z')).toBe(true);
  });
});

it('a routine’s steps know their strokes, also where the map shows none', () => {
  const steps = [{ text: 'a', seconds: 100, strokes_count: 0 }, { text: 'b', seconds: 60, strokes_count: 2 }, { text: 'c', seconds: 60, strokes_count: 1 }];
  expect(rows_of({ steps } as unknown as CodexRoutine)).toEqual([
    { start_s: 0, first: 0, count: 0 }, { start_s: 100, first: 0, count: 2 }, { start_s: 160, first: 2, count: 1 }]);
});
