// One technique: the moving drawing, how it is done, what is known and what is told, how much, and who may do it.
import { useState } from 'preact/hooks';
import { words } from '../../i18n';
import type { Codex, Technique } from '../../port/codex_types';
import { use_app } from '../../ui/app_context';
import { Bullets, Button, More, Screen, Section } from '../../ui/parts';
import { SourceOf } from '../../ui/source';
import { DoseTable } from './dose';
import { StrokePlayer, ThumbSymbols } from './drawing';
import { LearnLink } from './link';
import { SkillTag, TechniqueCards } from './list';
import { LayerChoice, Layers } from './layers';
import { neighbours } from './search';

export function TechniquePage({ codex, technique }: { codex: Codex; technique: Technique }) {
  const t = words.learn;
  const family = codex.families.find(({ id }) => id === technique.family);
  const shown = technique.demo.filter((stroke) => stroke.path.length > 0);
  const parts = technique.parts.flatMap((id) => codex.techniques.filter((other) => other.id === id));
  const others = neighbours(codex, technique);
  const [layers, set_layers] = useState<string[]>([]);
  return (
    <Screen stage={`learn-${technique.id}`} title={technique.name} lead={technique.traditional.join(' · ') || undefined} eyebrow={family?.name} wide>
      <div class="two two-technique">
        <div>
          {shown.length > 0
            ? <Section>
                <StrokePlayer codex={codex} strokes={shown} map={technique.map} name={technique.name}
                  overlay={technique.map === 'back' && <Layers shown={layers} depth={1} />} />
                <p class="hint">{t.map_of[technique.map]} {technique.medium && t.medium[technique.medium]}{technique.tool && ` ${t.tool_names[technique.tool] ?? technique.tool}.`}</p>
                {technique.map === 'back' && <More summary={t.overlays} quiet><LayerChoice shown={layers} change={set_layers} /></More>}
              </Section>
            : <Section tone="care"><p>{t.no_drawing}</p></Section>}
          <WhoMay technique={technique} />
          <Cues technique={technique} />
        </div>
        <div>
          {technique.steps.length > 0 && <Section title={t.steps}><ol class="numbered">{technique.steps.map((step) => <li key={step}>{step}</li>)}</ol></Section>}
          <Section title={t.what}>
            <dl class="facts">
              {([[t.what, technique.action], [t.direction, technique.direction], [t.target, technique.target],
                [t.aims, technique.aims.map((id) => codex.aims.find((aim) => aim.id === id)?.name ?? id).join(', ')],
                [t.posture, technique.posture], [t.since, technique.since]] as const)
                .map(([name, text]) => text && <div key={name}><dt>{name}</dt><dd>{text}</dd></div>)}
            </dl>
          </Section>
          {technique.mistakes.length > 0 && <Section title={t.mistakes}><Bullets items={technique.mistakes} look="no" /></Section>}
          {technique.risks.length > 0 && <Section title={t.risks} tone="care"><Bullets items={technique.risks} look="no" /></Section>}
          <UseTonight technique={technique} />
        </div>
      </div>
      <div class="two two-known">
        <Section title={t.known}>
          <p>{technique.known || words.app.none_known}</p>
          <SourceOf source={technique.sources.join(' ') || technique.source} />
        </Section>
        <Section title={t.told} tone="calm">
          <p>{technique.told || t.told_none}</p>
          <ul class="link-list">
            {technique.traditions.map((id) => {
              const tradition = codex.traditions.find((one) => one.id === id);
              return tradition && <li key={id}><LearnLink to={{ view: 'tradition', id }} class="button">{tradition.name}</LearnLink></li>;
            })}
          </ul>
        </Section>
      </div>
      {technique.dose.length > 0 && <Section title={t.dose}><DoseTable dose={technique.dose} caps={technique.caps} /></Section>}
      <ThumbSymbols codex={codex} />
      {parts.length > 0 && <section class="family"><h2>{t.parts}</h2><TechniqueCards codex={codex} techniques={parts} /></section>}
      {others.length > 0 && <section class="family"><h2>{t.family}</h2><TechniqueCards codex={codex} techniques={others} /></section>}
      <SourceOf source={technique.source} />
    </Screen>
  );
}

function WhoMay({ technique }: { technique: Technique }) {
  const t = words.learn;
  return (
    <Section title={t.who} aside={<SkillTag skill={technique.skill} />}>
      <p>{t.skill_text[technique.skill]}</p>
      {technique.lay_limit && <p><strong>{t.lay_limit}.</strong> {technique.lay_limit}</p>}
      {technique.never_because && <p><strong>{t.never}.</strong> {technique.never_because}</p>}
    </Section>
  );
}

/** What one tells oneself meanwhile. */
function Cues({ technique }: { technique: Technique }) {
  const { cues } = technique;
  if (!cues || !Object.values(cues).some(Boolean)) return null;
  return (
    <Section title={words.learn.say}>
      <dl class="facts">
        {(['start', 'keep', 'correction'] as const).map((key) => cues[key] && <div key={key}><dt>{words.learn.cues[key]}</dt><dd>{cues[key]}</dd></div>)}
      </dl>
    </Section>
  );
}

/** To the journey, never to playing. What no plan holds says so instead. */
function UseTonight({ technique }: { technique: Technique }) {
  const { dispatch } = use_app();
  const t = words.learn;
  if (!technique.planned) return technique.skill === 'nobody' ? null : <p class="hint">{t.not_planned}</p>;
  return (
    <Section tone="calm">
      <p>{t.use_lead}</p>
      <Button look="primary" onClick={() => dispatch('use_tonight')}>{t.use}</Button>
    </Section>
  );
}
