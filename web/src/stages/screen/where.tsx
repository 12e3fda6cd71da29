// Where it hurts, how much, how long, and who it is: on the drawn back, or from a list.
import { words } from '../../i18n';
import { where_done } from '../../actions/journey';
import { AboutYou } from './about_you';
import { is_region } from '../../actions/draft';
import { BackMap, RegionButton, Spot } from '../../map/back_map';
import type { PainMark, Region, Side } from '../../port/types';
import { use_app, use_documents } from '../../ui/app_context';
import { Button, Choice, More, ScaleField, Screen, Section } from '../../ui/parts';
import { spot_width } from '../../units';

/** Representative days of each phrase: what the rules are given. */
const kDurations_days = { today: 0.5, days: 3, week: 8, weeks: 21, month: 45, months: 135, year: 365 } as const;
type Duration = keyof typeof kDurations_days;

export function Where() {
  const { state, dispatch } = use_app();
  const { atlas } = use_documents();
  const { draft } = state;
  const t = words.where;
  const on_map = new Set(atlas.regions.map((area) => area.region));
  const off_map = (Object.keys(t.regions) as Region[]).filter((region) => !on_map.has(region));
  const pressed = (region: Region, side: Side): boolean => draft.pain.some((mark) => is_region(mark, region, side));
  const toggle = (region: Region, side: Side) => () => dispatch('toggle_region', { region, side });
  const duration = (Object.keys(kDurations_days) as Duration[]).find((key) => kDurations_days[key] === draft.duration_days) ?? null;
  return (
    <Screen stage="where" title={t.title} lead={t.lead} wide
      actions={<Button look="primary" size="big" disabled={!where_done(state)} onClick={() => dispatch('continue_where')}>{words.app.continue}</Button>}>
      <div class="two">
        <div class="where-map">
          <BackMap atlas={atlas} label={t.map_label} sides>
            {atlas.regions.map((area) => (
              <RegionButton key={area.id} atlas={atlas} polygon={area.polygon} label={capital(area.name)}
                pressed={pressed(area.region, area.side)} press={toggle(area.region, area.side)} />
            ))}
            {draft.pain.map((mark, index) => 'region' in mark ? null : (
              <Spot key={index} atlas={atlas} at={[mark.across, mark.along]} radius_m={mark.radius_m} label={`${t.spot(index + 1)}. ${t.spot_help}`}
                change={(to) => dispatch('change_spot', { index, to })} remove={() => dispatch('remove_mark', index)} />
            ))}
          </BackMap>
          <div class="row row-center">
            <Button onClick={() => dispatch('add_spot', { across: 0.35, along: 0.8 })}>{t.add_spot}</Button>
          </div>
        </div>
        <div>
          <Section title={t.marked}>
            {draft.pain.length === 0 ? <p class="hint">{t.nothing_marked}</p> : (
              <ul class="chips">
                {draft.pain.map((mark, index) => (
                  <li key={index}>
                    <span>{mark_name(mark, index)}</span>
                    {!('region' in mark) && <span class="chip-size">{t.spot_size(spot_width(mark.radius_m, state.prefs.units))}</span>}
                    <button type="button" aria-label={`${t.remove}: ${mark_name(mark, index)}`} onClick={() => dispatch('remove_mark', index)}>×</button>
                  </li>
                ))}
              </ul>
            )}
          </Section>
          <More summary={t.list_title}>
            <p>{t.list_lead}</p>
            <div class="region-list">
              {atlas.regions.map((area) => (
                <button type="button" key={area.id} class="toggle" aria-pressed={pressed(area.region, area.side)} onClick={toggle(area.region, area.side)}>{capital(area.name)}</button>
              ))}
            </div>
          </More>
          {off_map.length > 0 && (
            <Section title={t.elsewhere}>
              <div class="region-list">
                {off_map.flatMap((region) => (['left', 'right'] as const).map((side) => (
                  <button type="button" key={region + side} class="toggle" aria-pressed={pressed(region, side)} onClick={toggle(region, side)}>
                    {t.regions[region]}, {t.sides[side]}
                  </button>
                )))}
              </div>
            </Section>
          )}
          <ScaleField label={t.intensity} value={draft.intensity_nrs}
            text={draft.intensity_nrs === null ? t.intensity_none : intensity_text(draft.intensity_nrs)}
            change={(value) => dispatch('set_intensity', { value })} />
          {draft.pain.length > 1 && draft.intensity_nrs !== null && (
            <More summary={t.each}>
              {draft.pain.map((mark, index) => (
                <ScaleField key={index} label={mark_name(mark, index)} value={mark.intensity_nrs} text={intensity_text(mark.intensity_nrs)}
                  change={(value) => dispatch('set_intensity', { value, mark_index: index })} />
              ))}
            </More>
          )}
          <Choice legend={t.duration} value={duration} choose={(key: Duration) => dispatch('set_number', { name: 'duration_days', value: kDurations_days[key] })}
            options={(Object.keys(kDurations_days) as Duration[]).map((value) => ({ value, label: t.durations[value] }))} />
          <AboutYou />
        </div>
      </div>
    </Screen>
  );
}

const intensity_text = (value: number): string => words.where.intensity_value(value, words.where.intensity_words[value] ?? '');

export function mark_name(mark: PainMark, index: number): string {
  const t = words.where;
  return 'region' in mark ? `${t.regions[mark.region]}, ${t.sides[mark.side]}` : t.spot(index + 1);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
