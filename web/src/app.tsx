// From state to what is on the page.
import { words } from './i18n';
import { AreaPatterns } from './map/back_map';
import type { State } from './state';
import { About, Alone, Professional } from './stages/guidance/pages';
import { Learn } from './stages/learn/learn';
import { GiverCheck, GiverSetup } from './stages/plan/giver';
import { HandOver } from './stages/plan/hand_over';
import { Plan } from './stages/plan/plan';
import { After } from './stages/play/after';
import { Play } from './stages/play/play';
import { Cards } from './stages/screen/cards';
import { Where } from './stages/screen/where';
import { TakeAlong } from './stages/share/take_along';
import { VerdictStage } from './stages/verdict/verdict';
import { Welcome } from './stages/welcome/welcome';
import { use_app } from './ui/app_context';
import { ProblemNote, TopBar } from './ui/shell';

const kStages = {
  welcome: Welcome, where: Where, cards: Cards, verdict: VerdictStage, hand_over: HandOver,
  giver_check: GiverCheck, giver_setup: GiverSetup, plan: Plan, play: Play, after: After,
} as const;
const kPages = { professional: Professional, alone: Alone, about: About, take_along: TakeAlong, learn: Learn } as const;

function view_of(state: State) {
  if (!state.documents) return Waiting;
  return state.page ? kPages[state.page] : kStages[state.stage];
}

export function AppView() {
  const { state } = use_app();
  const View = view_of(state);
  return (
    <>
      <svg class="patterns" aria-hidden="true" focusable="false"><AreaPatterns /></svg>
      <TopBar />
      <ProblemNote />
      <View />
      <div class="busy" role="status">{state.busy !== null && state.busy !== 'load' && <span>{words.app.loading}</span>}</div>
    </>
  );
}

function Waiting() {
  const { state } = use_app();
  return <main id="main" class="screen" data-stage="loading"><h1 tabIndex={-1}>{words.app.name}</h1>{state.busy && <p class="lead">{words.app.loading}</p>}</main>;
}
