// What to expect, where it may come from, what else people do: small and honest.
import { words } from '../../i18n';
import { use_documents } from '../../ui/app_context';
import type { Alternative, Expectation, Origin } from '../../port/types';
import { More, Section } from '../../ui/parts';
import { SourceOf } from '../../ui/source';

const t = words.verdict;

/** The engine grades in one word; the guidance says what that means. */
function Certainty({ grade }: { grade: string }) {
  const { guidance } = use_documents();
  return <dd>{guidance.words[`certainty_${grade.replace(/ /g, '_')}`] ?? grade}</dd>;
}

function Grade({ grade }: { grade: 'likely' | 'possible' | 'unlikely' }) {
  const { guidance } = use_documents();
  return <span class={`tag tag-${grade}`}>{guidance.words[grade] ?? grade}</span>;
}

export function Expect({ expect }: { expect: readonly Expectation[] }) {
  if (expect.length === 0) return null;
  return (
    <Section title={t.expect}>
      {expect.map((row) => (
        <div key={row.pattern} class="expect">
          <p>{row.text}</p>
          <dl class="facts">
            <div><dt>{t.size}</dt><dd>{row.size}</dd></div>
            <div><dt>{t.certainty}</dt><Certainty grade={row.certainty} /></div>
          </dl>
          <SourceOf source={row.source} />
        </div>
      ))}
    </Section>
  );
}

export function Origins({ origin }: { origin: readonly Origin[] }) {
  const shown = origin.filter((guess) => guess.grade !== 'unlikely');
  if (shown.length === 0) return null;
  return (
    <Section title={t.origin}>
      <p class="hint">{t.origin_note}</p>
      <ul class="plain-list">
        {shown.map((guess) => (
          <li key={guess.pattern}>
            <p><strong>{guess.name}</strong> <Grade grade={guess.grade} /></p>
            <p>{guess.because}</p>
            <SourceOf source={guess.source} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Alternatives({ alternatives }: { alternatives: readonly Alternative[] }) {
  if (alternatives.length === 0) return null;
  return (
    <More summary={t.alternatives}>
      <p class="hint">{t.alternatives_note}</p>
      <ul class="alternatives">
        {alternatives.map((row) => (
          <li key={row.id}>
            <h3>{row.name} {row.better_choice && <span class="tag tag-likely">{t.better}</span>}</h3>
            <dl class="facts">
              <div><dt>{t.effect}</dt><dd>{row.effect}</dd></div>
              <div><dt>{t.size}</dt><dd>{row.size}</dd></div>
              <div><dt>{t.certainty}</dt><Certainty grade={row.certainty} /></div>
              {row.downside && <div><dt>{t.downside}</dt><dd>{row.downside}</dd></div>}
            </dl>
            <SourceOf source={row.source} />
          </li>
        ))}
      </ul>
    </More>
  );
}
