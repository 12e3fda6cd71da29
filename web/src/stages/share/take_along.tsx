// The plan leaves the page: a file that plays on any phone, a sheet for paper, data.
import { words } from '../../i18n';
import type { ExportFormat } from '../../port/types';
import { is_expired } from '../../state';
import { use_app } from '../../ui/app_context';
import { Button, Screen, Section } from '../../ui/parts';

export function TakeAlong() {
  const { state, dispatch, now } = use_app();
  const t = words.take_along;
  const planned = state.routine !== null && !state.routine.refused && !is_expired(state.routine, now());
  const rows: [ExportFormat, string, string][] = [
    ...(planned ? [['html', t.html, t.html_hint], ['print', t.print, t.print_hint], ['json', t.json, t.json_hint]] as [ExportFormat, string, string][] : []),
    ...(state.report && state.holder === 'receiver' ? [['handover', t.handover, t.handover_hint]] as [ExportFormat, string, string][] : []),
  ];
  return (
    <Screen stage="page-take_along" title={t.title} lead={t.lead}>
      {!planned && <p>{t.no_plan}</p>}
      {rows.map(([format, title, hint]) => (
        <Section key={format} title={title}>
          <p>{hint}</p>
          <Button disabled={state.busy !== null} aria-label={`${t.download}: ${title}`} onClick={() => dispatch('download', format)}>{t.download}</Button>
        </Section>
      ))}
    </Screen>
  );
}
