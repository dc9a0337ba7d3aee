import type { ComponentChildren } from 'preact';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

/** A short state. Its text says what its colour shows. */
export function Badge({ tone = 'quiet', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

const TONES: Record<string, Tone> = { live: 'good', failed: 'bad', created: 'warn' };

/** The state of a session: created, live, ended, failed. */
export function SessionState({ state }: { state: string }) {
  return <Badge tone={TONES[state] ?? 'quiet'}>{state}</Badge>;
}
