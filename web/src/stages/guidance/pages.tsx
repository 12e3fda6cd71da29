// The pages beside the journey: choosing a professional, what one can do alone, about and sources.
import { useState } from 'preact/hooks';
import { words } from '../../i18n';
import { is_stop } from '../../state';
import { use_app, use_codex, use_documents } from '../../ui/app_context';
import { Bullets, Button, Screen, Section, TextField } from '../../ui/parts';
import { SourceLine, SourceOf } from '../../ui/source';
import { LearnLink } from '../learn/link';
import { RulesDated } from '../verdict/verdict';

export function Professional() {
  const { guidance } = use_documents();
  const { professional } = guidance;
  const t = words.professional;
  return (
    <Screen stage="page-professional" title={professional.title} lead={professional.lead} wide>
      <div class="two two-verdict">
        <div>
          {professional.kinds.map((kind) => (
            <Section key={kind.id} title={kind.name}>
              <dl class="facts">
                <div><dt>{t.when}</dt><dd>{kind.when}</dd></div>
                <div><dt>{t.training}</dt><dd>{kind.training}</dd></div>
                <div><dt>{t.check}</dt><dd>{kind.how_to_check}</dd></div>
              </dl>
              <SourceOf source={kind.source} />
            </Section>
          ))}
        </div>
        <div>
          <Section title={t.checklist}><Bullets look="check" items={professional.checklist.map((row) => row.text)} /></Section>
          <Section title={t.walk_out} tone="care"><Bullets look="no" items={professional.walk_out.map((row) => (typeof row === 'string' ? row : row.text))} /></Section>
        </div>
      </div>
    </Screen>
  );
}

export function Alone() {
  const { state, dispatch } = use_app();
  const { guidance } = use_documents();
  const codex = use_codex();
  const t = words.alone;
  const { report, holder } = state;
  const known = report !== null && holder === 'receiver';
  const silent = known && (report.verdict === 'emergency' || report.verdict === 'same_day' || report.verdict === 'incomplete');
  const rules = new Set(known ? [...report.reasons, ...report.avoid, ...report.caps, ...report.exclusions].flatMap((row) => row.rule ?? []) : []);
  const shown = silent ? [] : guidance.alone.filter((idea) => (known ? !idea.not_if.some((rule) => rules.has(rule)) : idea.not_if.length === 0));
  return (
    <Screen stage="page-alone" title={t.title} lead={silent ? t.not_now : t.lead}>
      {!known && holder === 'receiver' && (
        <Section tone="calm">
          <p>{t.screen_first}</p>
          <Button look="primary" disabled={!state.documents} onClick={() => dispatch('begin')}>{t.answer}</Button>
        </Section>
      )}
      {!silent && shown.length === 0 && known && <p>{t.none}</p>}
      {shown.map((idea) => (
        <Section key={idea.id} title={idea.title}>
          <p>{idea.text}</p>
          <ol class="numbered">{idea.steps.map((step) => <li key={step}>{step}</li>)}</ol>
          <SourceOf source={idea.source} />
        </Section>
      ))}
      {!(known && is_stop(report.verdict)) && (codex?.routines ?? []).filter(({ kind }) => kind === 'alone').map((routine) => (
        <Section key={routine.id} title={routine.name}>
          <p>{routine.text}</p>
          <LearnLink to={{ view: 'routine', id: routine.id }} class="button">{t.step_by_step}</LearnLink>
        </Section>
      ))}
      <Section tone="care"><p>{known ? report.safety_net : guidance.safety_net}</p></Section>
    </Screen>
  );
}

export function About() {
  const { guidance, sources } = use_documents();
  const [find, set_find] = useState('');
  const t = words.about;
  const all = Object.entries(sources.sources);
  const needle = find.trim().toLowerCase();
  const found = needle.length < 3 ? [] : all.filter(([key, entry]) => `${key} ${entry.title} ${entry.where}`.toLowerCase().includes(needle)).slice(0, 40);
  return (
    <Screen stage="page-about" title={t.title} lead={t.what}>
      <Section title={t.rules}><RulesDated /><p>{guidance.safety_net}</p></Section>
      <Section title={t.privacy_title}><p>{t.privacy}</p></Section>
      <Section title={t.sources}>
        <p>{t.sources_count(all.length)}</p>
        <TextField label={t.search} value={find} change={set_find} />
        <div class="stack">{found.map(([key, entry]) => <SourceLine key={key} entry_key={key} entry={entry} />)}</div>
      </Section>
      <Section title={t.licence_title}><p>{t.licence}</p></Section>
      <p class="hint">{t.version}: <code>{guidance.knowledge_hash.slice(0, 12)}</code></p>
    </Screen>
  );
}
