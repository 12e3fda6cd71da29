import { describe, expect, it } from 'vitest';
import { clock_text, feet_from_metres, inches_from_metres, metres_from_cm, metres_from_feet, metres_from_inches, minutes_text, pounds_from_kilograms, kilograms_from_pounds, scale_reading, spot_width } from './units';

describe('units', () => {
  it('shows a force as what a kitchen scale reads', () => {
    expect(scale_reading(9.80665, 'metric')).toBe('1 kg');
    expect(scale_reading(15, 'metric')).toBe('1.5 kg');
    expect(scale_reading(5, 'metric')).toBe('500 g');
    expect(scale_reading(0.2, 'metric')).toBe('50 g');
    expect(scale_reading(20, 'imperial')).toBe('4.5 lb');
  });
  it('turns lengths and weights both ways without loss', () => {
    expect(metres_from_cm(166)).toBeCloseTo(1.66, 12);
    expect(metres_from_feet(5, 5)).toBeCloseTo(1.651, 12);
    expect(feet_from_metres(1.651)).toEqual({ feet: 5, inches: 5 });
    expect(feet_from_metres(1.8275)).toEqual({ feet: 6, inches: 0 });
    expect(metres_from_inches(34.5)).toBeCloseTo(0.8763, 12);
    expect(inches_from_metres(metres_from_inches(34.5))).toBeCloseTo(34.5, 9);
    expect(pounds_from_kilograms(kilograms_from_pounds(141))).toBeCloseTo(141, 9);
  });
  it('writes clocks that reach zero only at the end', () => {
    expect(clock_text(125)).toBe('2:05');
    expect(clock_text(0.4)).toBe('0:01');
    expect(clock_text(0)).toBe('0:00');
    expect(clock_text(-3)).toBe('0:00');
    expect(minutes_text(20)).toBe(1);
    expect(minutes_text(0)).toBe(0);
  });
  it('shows spots', () => {
    expect(spot_width(0.03, 'metric')).toBe('6 cm');
    expect(spot_width(0.03, 'imperial')).toBe('2.5 in');
  });
});
