// The limits on the back, for both people: hatched where no hand goes, dotted where the touch is lighter.
import { words } from '../../i18n';
import { Area, BackMap } from '../../map/back_map';
import type { GiverReport } from '../../port/types';
import { use_app, use_documents } from '../../ui/app_context';
import { Bullets, Section } from '../../ui/parts';
import { scale_reading } from '../../units';

export function Limits({ report, title }: { report: GiverReport; title: string }) {
  const { state } = use_app();
  const { atlas } = use_documents();
  const t = words.verdict;
  const everywhere = report.caps.filter((cap) => !cap.polygon || cap.polygon.length === 0);
  const here = report.caps.flatMap((cap) => (cap.polygon && cap.polygon.length > 0 ? [cap.polygon] : []));
  const least_N = everywhere.filter((cap) => cap.surface === 'palm' || cap.surface === 'all').map((cap) => cap.force_N).filter((force_N) => force_N > 0);
  const map_lines = [...(report.avoid.length > 0 ? [t.keep_out] : []), ...(here.length > 0 ? [t.lighter_here] : [])];
  const lines = [
    ...(least_N.length > 0 ? [t.lighter_all(scale_reading(Math.min(...least_N), state.prefs.units))] : []),
    ...(report.minutes_max !== undefined ? [t.minutes_max(report.minutes_max)] : []),
    ...(report.trained_only ? [t.trained_only] : []),
    ...(report.exclusions.length > 0
      ? [`${t.left_out}: ${[...new Set(report.exclusions.map(({ kind }) => t.exclusions[kind] ?? kind))].join(', ')}.`] : []),
    // All of them is no limit.
    ...(report.positions.length > 0 && report.positions.length < Object.keys(t.position_names).length ? [`${t.positions}: ${report.positions.map((position) => t.position_names[position]).join(', ')}.`] : []),
  ];
  return (
    <Section title={title}>
      {map_lines.length > 0 && (
        <div class="limits">
          <BackMap atlas={atlas} label={t.map_label} small crop>
            {here.map((polygon, i) => <Area key={`cap${i}`} atlas={atlas} polygon={polygon} look="light" />)}
            {report.avoid.map((area, i) => <Area key={`avoid${i}`} atlas={atlas} polygon={area.polygon} look="avoid" />)}
          </BackMap>
          <Bullets items={map_lines} />
        </div>
      )}
      {lines.length > 0 && <Bullets items={lines} />}
      {map_lines.length + lines.length === 0 && <p>{t.no_limits}</p>}
    </Section>
  );
}
