import { describe, expect, it } from 'vitest';
import { atlas } from '../test-fixtures/documents';
import { contains, interpolate, onto_chart, piece_lengths_m, point_along, to_chart, to_drawing } from './geometry';

describe('chart and drawing', () => {
  it('draws the receiver’s left at the left and comes back to the same place', () => {
    expect(to_drawing(atlas, [-1, 0.5])).toEqual({ x: 70, y: 300 });
    const there = to_drawing(atlas, [0.4, 0.7]);
    const [across, along] = to_chart(atlas, there);
    expect(across).toBeCloseTo(0.4, 12);
    expect(along).toBeCloseTo(0.7, 12);
  });
  it('interpolates between samples and holds at the ends', () => {
    expect([-1, 0, 0.5, 1, 2].map((at) => interpolate([[0, 10], [1, 20]], at))).toEqual([10, 10, 15, 20, 20]);
  });
  it('keeps spots on the chart', () => expect(onto_chart([-3, 9])).toEqual([-1, 1.25]));
  it('measures in metres and walks a path by length', () => {
    const path: [number, number][] = [[0, 0], [0, 0.4], [0.5, 0.4]];
    expect(piece_lengths_m(atlas, path)).toEqual([0.2, 0.1]);
    expect(point_along(atlas, path, 0.5)[1]).toBeCloseTo(0.3, 12);
    expect(point_along(atlas, path, 1)).toEqual([0.5, 0.4]);
    expect(point_along(atlas, path, 7)).toEqual([0.5, 0.4]);
  });
  it('knows inside from outside', () => {
    const square: [number, number][] = [[0, 0], [1, 0], [1, 1], [0, 1]];
    expect(contains(square, [0.5, 0.5])).toBe(true);
    expect(contains(square, [1.5, 0.5])).toBe(false);
  });
});
