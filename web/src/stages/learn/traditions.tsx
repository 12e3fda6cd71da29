// By tradition: what each culture wrote down, told with respect and as its own view; what studies found beside it.
import { words } from '../../i18n';
import type { Codex, Tradition } from '../../port/codex_types';
import { Bullets, Screen, Section } from '../../ui/parts';
import { SourceOf } from '../../ui/source';
import { ThumbSymbols } from './drawing';
import { LearnLink } from './link';
import { TechniqueCards } from './list';
import { LearnTabs } from './tabs';

export function TraditionList({ codex }: { codex: Codex }) {
  const t = words.learn;
  return (
    <Screen stage="learn-traditions" title={t.traditions_title} lead={t.traditions_lead} wide>
      <LearnTabs here="traditions" />
      <ul class="cards-grid">
        {codex.traditions.map((tradition) => (
          <li key={tradition.id}>
            <LearnLink to={{ view: 'tradition', id: tradition.id }} class="card-link">
              <span class="card-words">
                <strong>{tradition.name}</strong>
                <small>{[tradition.place, tradition.since].filter(Boolean).join(' · ')}</small>
                <span class="hint">{t.techniques_count(tradition.techniques.length)}</span>
              </span>
            </LearnLink>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

export function TraditionPage({ codex, tradition }: { codex: Codex; tradition: Tradition }) {
  const t = words.learn;
  const techniques = tradition.techniques.flatMap((id) => codex.techniques.filter((technique) => technique.id === id));
  return (
    <Screen stage={`learn-tradition-${tradition.id}`} title={tradition.name} lead={[tradition.place, tradition.since].filter(Boolean).join(' · ')} wide>
      <div class="two">
        <div>
          <Section title={t.story}><p>{tradition.story}</p></Section>
          {tradition.codified.length > 0 && <Section title={t.codified}><Bullets items={tradition.codified} look="check" /></Section>}
        </div>
        <div>
          {tradition.told && <Section title={t.own_view} tone="calm"><p>{tradition.told}</p></Section>}
          <Section title={t.known}>
            <p>{tradition.known}</p>
            <SourceOf source={[tradition.source, ...tradition.sources].join(' ')} />
          </Section>
          <Section title={t.practice}><p>{tradition.practice}</p></Section>
        </div>
      </div>
      {techniques.length > 0 && (
        <section class="family">
          <h2>{t.its_techniques}</h2>
          <ThumbSymbols codex={codex} />
          <TechniqueCards codex={codex} techniques={techniques} />
        </section>
      )}
    </Screen>
  );
}
