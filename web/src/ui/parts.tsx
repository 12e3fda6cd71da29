// Stateless parts that every stage uses.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { words } from '../i18n';

type Children = { children?: ComponentChildren };

/** A stage's frame: one heading that takes the focus when the stage opens, the content, the action bar at the thumb. */
export function Screen({ title, eyebrow, lead, actions, children, wide, stage }: Children & {
  title: string; eyebrow?: string | undefined; lead?: string | undefined; actions?: ComponentChildren; wide?: boolean; stage: string;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { document.title = `${title} · ${words.app.name}`; }, [title]);
  // Only a new stage takes the focus: a new step of the massage must not pull it away from STOP.
  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [stage]);
  return (
    <main id="main" class={`screen${wide ? ' screen-wide' : ''}`} data-stage={stage}>
      <header class="screen-head">
        {eyebrow && <p class="eyebrow">{eyebrow}</p>}
        <h1 ref={heading} tabIndex={-1}>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
      </header>
      <div class="screen-body">{children}</div>
      {actions && <div class="action-bar"><div class="action-bar-inner">{actions}</div></div>}
    </main>
  );
}

type ButtonProps = Omit<JSX.IntrinsicElements['button'], 'class'> & {
  look?: 'primary' | 'quiet' | 'plain' | 'stop'; size?: 'big'; class?: string;
};
export function Button({ look = 'quiet', size, class: extra, ...rest }: ButtonProps) {
  const names = ['button', `button-${look}`, size ? `button-${size}` : '', extra ?? ''].filter(Boolean).join(' ');
  return <button type="button" {...rest} class={names} />;
}

export function Section({ title, children, tone, aside }: Children & {
  title?: string; tone?: 'calm' | 'care' | 'stop'; aside?: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class={`section${tone ? ` section-${tone}` : ''}`} {...(title ? { 'aria-labelledby': id } : {})}>
      {title && <div class="section-head"><h2 id={id}>{title}</h2>{aside}</div>}
      {children}
    </section>
  );
}

/** One tap deeper. */
export function More({ summary, children, open, quiet }: Children & { summary: ComponentChildren; open?: boolean; quiet?: boolean }) {
  return (
    <details class={`more${quiet ? ' more-quiet' : ''}`} open={open ?? false}>
      <summary>{summary}</summary>
      <div class="more-body">{children}</div>
    </details>
  );
}

/** One of several, as large tappable tiles. */
export function Choice<Value extends string | number>({ legend, hidden_legend, value, options, choose, columns }: {
  legend: string; hidden_legend?: boolean; value: Value | null; columns?: number;
  options: readonly { value: Value; label: string; hint?: string; disabled?: boolean }[];
  choose: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={hidden_legend ? 'visually-hidden' : ''}>{legend}</legend>
      <div class={`choice-options choice-columns-${columns ?? 2}`}>
        {options.map((option) => (
          <label key={option.value} class="choice-option">
            <input type="radio" name={name} value={String(option.value)} checked={option.value === value}
              disabled={option.disabled ?? false} onChange={() => choose(option.value)} />
            <span class="choice-face">
              <span>{option.label}</span>
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A number typed by hand. Empty is null; what is no number or out of range is told, not stored as something else. */
export function NumberField({ label, value, range, change, hint, step }: {
  label: string; value: number | null; range: readonly [number, number] | null; hint?: string; step?: number;
  change: (value: number | null) => void;
}) {
  const id = useId();
  const bad = value !== null && range !== null && (value < range[0] || value > range[1]);
  return (
    <div class="field">
      <label for={id}>{label}{hint && <small> {hint}</small>}</label>
      <input id={id} type="number" inputMode="decimal" step={step ?? 1} value={value ?? ''} {...(range ? { min: range[0], max: range[1] } : {})}
        aria-invalid={bad} {...(bad ? { 'aria-describedby': `${id}-note` } : {})}
        onInput={(event) => {
          const text = event.currentTarget.value;
          const number = Number(text);
          change(text.trim() === '' || !Number.isFinite(number) ? null : number);
        }} />
      {bad && range && <p id={`${id}-note`} class="field-note">{words.about_you.out_of_range(range[0], range[1])}</p>}
    </div>
  );
}

export function TextField({ label, value, change }: { label: string; value: string; change: (value: string) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} type="text" value={value} onInput={(event) => change(event.currentTarget.value)} />
    </div>
  );
}

/** 0 to 10 as a slider with numbers to tap. Nothing is chosen at first. */
export function ScaleField({ label, value, text, change }: {
  label: string; value: number | null; text: string; change: (value: number) => void;
}) {
  const id = useId();
  return (
    <div class="field scale">
      <label for={id}>{label}</label>
      <output class={`scale-value${value === null ? ' scale-empty' : ''}`} for={id}>{text}</output>
      <input id={id} type="range" min={0} max={10} step={1} value={value ?? 0} aria-valuetext={text}
        class={value === null ? 'range-empty' : ''} onInput={(event) => change(Number(event.currentTarget.value))} />
      <div class="scale-numbers" role="group" aria-label={label}>
        {Array.from({ length: 11 }, (_, n) => (
          <button type="button" key={n} aria-pressed={value === n} onClick={() => change(n)}>{n}</button>
        ))}
      </div>
    </div>
  );
}

export function Bullets({ items, look }: { items: readonly ComponentChildren[]; look?: 'check' | 'no' }) {
  return <ul class={`bullets${look ? ` bullets-${look}` : ''}`}>{items.map((item, i) => <li key={i}>{item}</li>)}</ul>;
}
