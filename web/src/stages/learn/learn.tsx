// Learn: what hands can do, beside the journey. Nothing private is here; giver and receiver see the same pages.
import { words } from '../../i18n';
import { kLearnHome } from '../../learn_place';
import { use_app, use_codex } from '../../ui/app_context';
import { Button, Screen } from '../../ui/parts';
import { Anatomy } from './anatomy';
import { LearnLink } from './link';
import { TechniqueList } from './list';
import { RoutineList, RoutinePage } from './routines';
import { TechniquePage } from './technique';
import { TraditionList, TraditionPage } from './traditions';

export function Learn() {
  const { state } = use_app();
  const codex = use_codex();
  const { place } = state.learn;
  if (place.view === 'anatomy') return <Anatomy layers={place.layers} />;
  if (!codex) return <Waiting failed={state.codex_state === 'failed'} />;
  switch (place.view) {
    case 'list': return <TechniqueList codex={codex} find={place.find} />;
    case 'technique': return found(codex.techniques, place.id, (technique) => <TechniquePage key={technique.id} codex={codex} technique={technique} />);
    case 'traditions': return <TraditionList codex={codex} />;
    case 'tradition': return found(codex.traditions, place.id, (tradition) => <TraditionPage codex={codex} tradition={tradition} />);
    case 'routines': return <RoutineList codex={codex} />;
    case 'routine': return found(codex.routines, place.id, (routine) => <RoutinePage key={routine.id} codex={codex} routine={routine} />);
  }
}

function found<Row extends { id: string }>(rows: readonly Row[], id: string, show: (row: Row) => preact.JSX.Element) {
  const row = rows.find((one) => one.id.toLowerCase() === id.toLowerCase());
  return row ? show(row) : <Gone />;
}

const Gone = () => (
  <Screen stage="learn-gone" title={words.learn.title} lead={words.learn.gone}>
    <p><LearnLink to={kLearnHome} class="button">{words.learn.to_list}</LearnLink></p>
  </Screen>
);

function Waiting({ failed }: { failed: boolean }) {
  const { dispatch } = use_app();
  const t = words.learn;
  return (
    <Screen stage="learn-waiting" title={t.title} lead={failed ? undefined : t.loading}>
      {failed && <p role="alert">{t.failed}</p>}
      {failed && <p><Button look="primary" onClick={() => dispatch('load_codex')}>{t.retry}</Button></p>}
    </Screen>
  );
}

