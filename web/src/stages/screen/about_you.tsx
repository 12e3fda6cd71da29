// Who has the sore back: what the rules need to know of the person, on the same screen as the pain.
import { words } from '../../i18n';
import { kMeasured, type MeasuredName } from '../../port/types';
import { use_app, use_documents } from '../../ui/app_context';
import { Choice, More, NumberField, Section } from '../../ui/parts';
import {
  cm_from_metres, feet_from_metres, inches_from_metres, kilograms_from_pounds, metres_from_cm, metres_from_feet, metres_from_inches,
  pounds_from_kilograms,
} from '../../units';

export function AboutYou() {
  const { state, dispatch } = use_app();
  const { questions } = use_documents();
  const { draft, prefs } = state;
  const range = (name: string): [number, number] | null => questions.fields.find((field) => field.name === `receiver.${name}`)?.range ?? null;
  const stature_range_m = range('stature_m');
  const mass_range_kg = range('mass_kg');
  const t = words.about_you;
  const set = (name: 'age_years' | 'stature_m' | 'mass_kg') => (value: number | null) => dispatch('set_number', { name, value });
  const tall = draft.stature_m === null ? null : feet_from_metres(draft.stature_m);
  return (
    <Section title={t.title}>
      <Choice legend={t.sex} value={draft.sex} choose={(sex) => dispatch('set_sex', sex)}
        options={[{ value: 'female', label: t.female }, { value: 'male', label: t.male }]} />
      <NumberField label={t.age} value={draft.age_years} range={range('age_years')} change={set('age_years')} />
      <More summary={<>{t.body_title} <small>({t.body_optional})</small></>} open={draft.stature_m !== null || draft.mass_kg !== null || Object.keys(draft.measured).length > 0}>
        {prefs.units === 'metric' ? (
          <div class="row row-fields">
            <NumberField label={t.height_cm} value={draft.stature_m === null ? null : round1(cm_from_metres(draft.stature_m))}
              range={stature_range_m && [Math.ceil(stature_range_m[0] * 100), Math.floor(stature_range_m[1] * 100)]}
              change={(cm) => set('stature_m')(cm === null ? null : metres_from_cm(cm))} />
            <NumberField label={t.weight_kg} value={draft.mass_kg === null ? null : round1(draft.mass_kg)} range={mass_range_kg} change={set('mass_kg')} />
          </div>
        ) : (
          <div class="row row-fields">
            <NumberField label={t.height_ft} value={tall?.feet ?? null} range={null}
              change={(feet) => set('stature_m')(feet === null ? null : metres_from_feet(feet, tall?.inches ?? 0))} />
            <NumberField label={t.height_in} value={tall?.inches ?? null} range={[0, 11]}
              change={(inches) => set('stature_m')(inches === null ? null : metres_from_feet(tall?.feet ?? 5, inches))} />
            <NumberField label={t.weight_lb} value={draft.mass_kg === null ? null : Math.round(pounds_from_kilograms(draft.mass_kg))}
              range={mass_range_kg && [Math.ceil(pounds_from_kilograms(mass_range_kg[0])), Math.floor(pounds_from_kilograms(mass_range_kg[1]))]}
              change={(pounds) => set('mass_kg')(pounds === null ? null : kilograms_from_pounds(pounds))} />
          </div>
        )}
        <More quiet summary={<>{t.tape_title} <small>({t.tape_optional})</small></>} open={Object.keys(draft.measured).length > 0}>
          <p class="hint">{t.tape_lead}</p>
          {kMeasured.map((name) => <Tape key={name} name={name} range_m={range(`measured.${name}`)} />)}
        </More>
      </More>
    </Section>
  );
}

function Tape({ name, range_m }: { name: MeasuredName; range_m: [number, number] | null }) {
  const { state, dispatch } = use_app();
  const { draft, prefs } = state;
  const t = words.about_you;
  const [read, written] = prefs.units === 'metric' ? [cm_from_metres, metres_from_cm] : [inches_from_metres, metres_from_inches];
  const value_m = draft.measured[name];
  return (
    <NumberField label={`${t.tape[name]}, ${t.in_units[prefs.units]}`} hint={t.tape_how[name]} step={prefs.units === 'metric' ? 1 : 0.5}
      value={value_m === undefined ? null : round1(read(value_m))} range={range_m && [Math.ceil(read(range_m[0])), Math.floor(read(range_m[1]))]}
      change={(value) => dispatch('set_measured', { name, value: value === null ? null : written(value) })} />
  );
}

const round1 = (value: number): number => Math.round(value * 10) / 10;
