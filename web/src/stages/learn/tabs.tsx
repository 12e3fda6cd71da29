// The four parts of Learn.
import { words } from '../../i18n';
import { kLearnHome, type LearnPlace } from '../../learn_place';
import { LearnLink } from './link';

export function LearnTabs({ here }: { here: 'list' | 'traditions' | 'routines' | 'anatomy' }) {
  const t = words.learn;
  const tabs: [LearnPlace, typeof here, string][] = [
    [kLearnHome, 'list', t.tab_list], [{ view: 'traditions' }, 'traditions', t.tab_traditions],
    [{ view: 'routines' }, 'routines', t.tab_routines], [{ view: 'anatomy', layers: [] }, 'anatomy', t.tab_anatomy],
  ];
  return (
    <nav class="tabs" aria-label={t.tabs}>
      {tabs.map(([to, view, name]) => <LearnLink key={view} to={to} current={view === here}>{name}</LearnLink>)}
    </nav>
  );
}
