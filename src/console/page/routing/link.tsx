import type { ComponentChildren } from 'preact';
import { BASE, goTo } from './location.ts';

interface LinkProps {
  /** Path below `BASE`. */
  to: string;
  children: ComponentChildren;
  class?: string;
  current?: boolean;
}

/** A link to another page of the console. A new tab opens as with any other link. */
export function Link({ to, children, class: className, current }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a
      href={BASE + to}
      class={className}
      onClick={follow}
      {...(current && { 'aria-current': 'page' })}
    >
      {children}
    </a>
  );
}
