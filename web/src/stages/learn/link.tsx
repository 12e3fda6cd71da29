// A link within Learn: a true address, so that it can be opened, copied and gone back from like any other.
import type { ComponentChildren } from 'preact';
import { learn_hash, type LearnPlace } from '../../learn_place';
import { use_app } from '../../ui/app_context';

export function LearnLink({ to, children, class: extra, current }: {
  to: LearnPlace; children: ComponentChildren; class?: string; current?: boolean;
}) {
  const { dispatch } = use_app();
  return (
    <a href={learn_hash(to)} class={extra} {...(current ? { 'aria-current': 'page' as const } : {})} onClick={(event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
      event.preventDefault();
      dispatch('learn', to);
    }}>{children}</a>
  );
}
