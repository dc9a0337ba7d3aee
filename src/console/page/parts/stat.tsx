import type { ComponentChildren } from 'preact';
import { Link } from '../routing/link.tsx';
import type { Tone } from './badge.tsx';

interface StatProps {
  label: string;
  /** undefined while it is not known. */
  value: ComponentChildren;
  /** The page that lists what is counted. Absent: no page does. */
  to?: string;
  tone?: Tone | undefined;
  /** A detail below the number. */
  children?: ComponentChildren;
}

/** A number that matters, as a link to what it counts. */
export function Stat({ label, value, to, tone, children }: StatProps) {
  const number = (
    <>
      <span class="stat-label">{label}</span>
      <span class={`stat-value ${tone ?? ''}`}>{value ?? '…'}</span>
    </>
  );
  return (
    <li class="stat">
      {to === undefined ? <span class="stat-number">{number}</span> : <Link to={to}>{number}</Link>}
      <span class="stat-note">{children}</span>
    </li>
  );
}

/** Numbers that belong together. */
export function Stats({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="stats">
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}
