// How much of a technique: each number with its range, how sure it is, and its source one tap deeper.
import { words } from '../../i18n';
import type { Dose, Technique } from '../../port/codex_types';
import { use_app } from '../../ui/app_context';
import { SourceOf } from '../../ui/source';
import { scale_reading, type UnitSystem } from '../../units';

const round = (value: number, digits: number): string => {
  const text = value.toPrecision(digits);
  return String(Number(text));
};

/** A number as people read it; what a kitchen scale shows comes first, newtons small behind it. */
export function dose_text(name: string, value: number, units: UnitSystem): { main: string; small?: string } {
  const cm_per_inch = 2.54;
  switch (name) {
    case 'force_N': return { main: scale_reading(value, units), small: `${round(value, 2)} N` };
    case 'area_m2': return units === 'imperial' ? { main: `${round((value * 1e4) / cm_per_inch ** 2, 2)} sq in` } : { main: `${round(value * 1e4, 2)} cm²` };
    case 'pressure_Pa': return { main: `${round(value / 1000, 2)} kPa` };
    case 'speed_m_s': return units === 'imperial' ? { main: `${round((value * 100) / cm_per_inch, 2)} in/s` } : { main: `${round(value * 100, 2)} cm/s` };
    case 'tempo_Hz': return value >= 3 ? { main: words.learn.per_second(round(value, 2)) } : { main: words.learn.per_minute(Math.round(value * 60)) };
    case 'length_m': return units === 'imperial' ? { main: `${round((value * 100) / cm_per_inch, 2)} in` } : { main: `${round(value * 100, 2)} cm` };
    case 'repetitions_count': return { main: String(Math.round(value)) };
    default: return value >= 120 ? { main: words.learn.minutes(round(value / 60, 2)) } : { main: words.learn.seconds(round(value, 2)) };
  }
}

export function DoseTable({ dose, caps }: { dose: readonly Dose[]; caps: Technique['caps'] }) {
  const { state } = use_app();
  const { units } = state.prefs;
  const t = words.learn;
  if (dose.length === 0) return null;
  return (
    <>
      <ul class="dose">
        {dose.map((row) => {
          const usual = dose_text(row.name, row.value, units);
          const low = dose_text(row.name, row.low, units);
          const high = dose_text(row.name, row.high, units);
          return (
            <li key={row.name}>
              <div class="dose-row">
                <span class="dose-name">{t.dose_names[row.name] ?? row.name}</span>
                <span class="dose-value"><strong>{usual.main}</strong>{usual.small && <small> {usual.small}</small>}</span>
                {row.high > row.low && <span class="dose-range">{t.dose_between(low.main, high.main)}{low.small && <small> {t.dose_between(low.small, high.small!)}</small>}</span>}
                <span class={`tag tag-state-${row.status}`}>{t.statuses[row.status] ?? row.status}</span>
              </div>
              <SourceOf source={row.source} />
            </li>
          );
        })}
      </ul>
      <p class="hint">{t.dose_note}</p>
      {caps.length > 0 && (
        <>
          <p class="caps"><strong>{t.caps}</strong> {caps.map((cap) => `${t.cap_of[cap.training]} ${dose_text('force_N', cap.force_N, units).main}`).join(' · ')}. {t.caps_note}</p>
          <SourceOf source={caps[0]!.source} />
        </>
      )}
    </>
  );
}
