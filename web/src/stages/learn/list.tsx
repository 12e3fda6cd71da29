// All techniques: search, filters, and cards with a small drawing each.
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { words } from '../../i18n';
import { kNoFind, kSkills, type Find } from '../../learn_place';
import type { Codex, Skill, Technique } from '../../port/codex_types';
import { use_app } from '../../ui/app_context';
import { Button, Screen } from '../../ui/parts';
import { Thumb, ThumbSymbols } from './drawing';
import { LearnLink } from './link';
import { LearnTabs } from './tabs';
import { index_codex, plain, search } from './search';

/** How far down the list was when it was left. */
let left_at_y = 0;

export function TechniqueList({ codex, find }: { codex: Codex; find: Find }) {
  const { state, dispatch } = use_app();
  const index = useMemo(() => index_codex(codex), [codex]);
  const found = useMemo(() => search(index, find), [index, find]);
  const change = (part: Partial<Find>): void => dispatch('learn', { view: 'list', find: { ...find, ...part } });
  const returned = useRef(state.learn.returned);
  useEffect(() => {
    if (returned.current) window.scrollTo(0, left_at_y);
    const remember = (): void => { left_at_y = window.scrollY; };
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, []);
  const t = words.learn;
  const filters_count = [find.tradition, find.aim, find.who, find.family].filter((value) => value !== '').length;
  const by_family = find.text.trim() === '' && find.family === '';
  return (
    <Screen stage="learn-list" title={t.title} lead={t.lead} wide>
      <LearnTabs here="list" />
      <ThumbSymbols codex={codex} />
      <div class="finder" role="search">
        <SearchField value={find.text} change={(text) => change({ text })} />
        <details class="more finder-more" open={filters_count > 0 || window.matchMedia('(min-width: 56rem)').matches}>
          <summary>{filters_count > 0 ? t.filters_on(filters_count) : t.filters}</summary>
          <div class="finder-filters">
            <Filter label={t.by_who} value={find.who} change={(who) => change({ who: who as Skill | '' })} options={kSkills.map((id) => ({ id, name: t.skills[id] }))} />
            <Filter label={t.by_aim} value={find.aim} change={(aim) => change({ aim })} options={codex.aims} />
            <Filter label={t.by_tradition} value={find.tradition} change={(tradition) => change({ tradition })} options={codex.traditions} />
            <Filter label={t.by_family} value={find.family} change={(family) => change({ family })} options={codex.families} />
          </div>
        </details>
        <div class="row finder-result">
          <p role="status" class="hits">{t.hits(found.length)}</p>
          {(filters_count > 0 || find.text !== '') && <Button look="plain" onClick={() => change(kNoFind)}>{t.clear}</Button>}
        </div>
      </div>
      {found.length === 0 && <p>{t.nothing}</p>}
      <Also codex={codex} text={find.text} />
      {by_family
        ? codex.families.map((family) => {
            const members = found.filter((technique) => technique.family === family.id);
            return members.length > 0 && (
              <section key={family.id} aria-labelledby={`family-${family.id}`} class="family">
                <h2 id={`family-${family.id}`}>{family.name}</h2>
                <p class="hint">{family.text}</p>
                <TechniqueCards codex={codex} techniques={members} />
              </section>
            );
          })
        : <TechniqueCards codex={codex} techniques={found} />}
    </Screen>
  );
}

export function TechniqueCards({ codex, techniques }: { codex: Codex; techniques: readonly Technique[] }) {
  return (
    <ul class="cards-grid">
      {techniques.map((technique) => (
        <li key={technique.id}>
          <LearnLink to={{ view: 'technique', id: technique.id }} class="card-link">
            <Thumb codex={codex} technique={technique} />
            <span class="card-words">
              <strong>{technique.name}</strong>
              {technique.traditional.length > 0 && <small>{technique.traditional.slice(0, 3).join(', ')}</small>}
              <SkillTag skill={technique.skill} />
            </span>
          </LearnLink>
        </li>
      ))}
    </ul>
  );
}

export const SkillTag = ({ skill }: { skill: Skill }) => <span class={`tag tag-${skill}`}>{words.learn.skills[skill]}</span>;

/** Traditions and routines of that name. */
function Also({ codex, text }: { codex: Codex; text: string }) {
  const asked = plain(text);
  if (asked.length < 3) return null;
  const holds = (...texts: string[]): boolean => texts.some((one) => ` ${plain(one)}`.includes(` ${asked}`));
  const traditions = codex.traditions.filter(({ name, place, id }) => holds(name, place, id));
  const routines = codex.routines.filter(({ name, id }) => holds(name, id));
  if (traditions.length + routines.length === 0) return null;
  return (
    <p class="also"><span>{words.learn.also}:</span>
      {traditions.map(({ id, name }) => <LearnLink key={id} to={{ view: 'tradition', id }} class="button">{name}</LearnLink>)}
      {routines.map(({ id, name }) => <LearnLink key={id} to={{ view: 'routine', id }} class="button">{name}</LearnLink>)}
    </p>
  );
}

function SearchField({ value, change }: { value: string; change: (text: string) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words.learn.search}</label>
      <input id={id} type="search" value={value} autocomplete="off" spellcheck={false} aria-describedby={`${id}-hint`} onInput={(event) => change(event.currentTarget.value)} />
      <p class="hint" id={`${id}-hint`}>{words.learn.search_hint}</p>
    </div>
  );
}

function Filter({ label, value, options, change }: {
  label: string; value: string; options: readonly { id: string; name: string }[]; change: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{words.learn.any}</option>
        {options.map((option) => <option key={option.id} value={option.id}>{option.name}</option>)}
      </select>
    </div>
  );
}
