// The only converter: SI inside, what people read outside. Brands keep metres and centimetres apart.

declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };
export type Metres = Branded<'m'>;
export type Kilograms = Branded<'kg'>;

export type UnitSystem = 'metric' | 'imperial';

const kStandardGravity_m_s2 = 9.80665;
const kMetresPerInch = 0.0254;
const kKilogramsPerPound = 0.45359237;
const kInchesPerFoot = 12;

export const metres_from_cm = (cm: number): Metres => (cm / 100) as Metres;
export const cm_from_metres = (m: number): number => m * 100;
export const metres_from_feet = (feet: number, inches: number): Metres =>
  ((feet * kInchesPerFoot + inches) * kMetresPerInch) as Metres;
export function feet_from_metres(m: number): { feet: number; inches: number } {
  const inches_total = Math.round(m / kMetresPerInch);
  return { feet: Math.floor(inches_total / kInchesPerFoot), inches: inches_total % kInchesPerFoot };
}
export const metres_from_inches = (inches: number): Metres => (inches * kMetresPerInch) as Metres;
export const inches_from_metres = (m: number): number => m / kMetresPerInch;
export const kilograms_from_pounds = (pounds: number): Kilograms => (pounds * kKilogramsPerPound) as Kilograms;
export const pounds_from_kilograms = (kg: number): number => kg / kKilogramsPerPound;

/** What a kitchen scale would show under this force: "0.5 kg", "1.2 lb". Never more exact than a hand can be. */
export function scale_reading(force_N: number, system: UnitSystem): string {
  const kg = force_N / kStandardGravity_m_s2;
  if (system === 'imperial') return `${round_to(pounds_from_kilograms(kg), 0.5)} lb`;
  return kg < 1 ? `${Math.max(50, round_to(kg * 1000, 50))} g` : `${round_to(kg, 0.1)} kg`;
}

/** The size of a painful spot, across: "6 cm", "2.5 in". */
export function spot_width(radius_m: number, system: UnitSystem): string {
  const width_m = 2 * radius_m;
  return system === 'imperial' ? `${round_to(width_m / kMetresPerInch, 0.5)} in` : `${Math.round(width_m * 100)} cm`;
}

/** "3:05" */
export function clock_text(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds - 1e-6));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Whole minutes, at least 1 for anything that takes time. */
export const minutes_text = (seconds: number): number => Math.max(seconds > 0 ? 1 : 0, Math.round(seconds / 60));

function round_to(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(2));
}
