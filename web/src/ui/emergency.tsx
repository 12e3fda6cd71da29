// The emergency number: its region is chosen once, and shown wherever it may be needed.
import { useId } from 'preact/hooks';
import { words } from '../i18n';
import type { Guidance } from '../port/types';
import { use_app } from './app_context';

export function emergency_number(guidance: Guidance, region: string | null) {
  const list = guidance.emergency_numbers;
  return list.find((entry) => entry.region === region) ?? list.find((entry) => /unknown|other|default/.test(entry.region)) ?? list[0] ?? null;
}

export function EmergencyRegion() {
  const { state, dispatch } = use_app();
  const id = useId();
  const guidance = state.documents?.guidance;
  if (!guidance) return null;
  const current = emergency_number(guidance, state.prefs.emergency_region);
  return (
    <div class="field field-inline">
      <label for={id}>{words.welcome.emergency_label}</label>
      <select id={id} value={current?.region ?? ''} onChange={(event) => dispatch('set_pref', { emergency_region: event.currentTarget.value })}>
        {guidance.emergency_numbers.map((entry) => (
          <option key={entry.region} value={entry.region}>{entry.name}: {entry.number}</option>
        ))}
      </select>
    </div>
  );
}

/** A link that dials. The words around the digits ("112 or your local number") stay readable, only digits are dialled. */
export function EmergencyCall({ big }: { big?: boolean }) {
  const { state } = use_app();
  const guidance = state.documents?.guidance;
  const entry = guidance ? emergency_number(guidance, state.prefs.emergency_region) : null;
  if (!entry) return null;
  const digits = /\+?\d[\d ]*/.exec(entry.number)?.[0].replace(/ /g, '') ?? '';
  return (
    <>
      <a class={`button button-stop${big ? ' button-big' : ''}`} href={`tel:${digits}`}>{words.welcome.call(entry.number)}</a>
      {entry.also && <p class="action-note">{entry.also}</p>}
    </>
  );
}
