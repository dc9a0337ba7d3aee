import { signal } from '@preact/signals';
import type { About } from '../../protocol/messages.ts';
import { connection } from './connection.ts';

/** What the server says of itself. Undefined until it has answered. */
export const about = signal<About | undefined>(undefined);
/** Why the server did not answer: the page is not allowed any more, or the server is gone. */
export const aboutProblem = signal<string | undefined>(undefined);

export async function loadAbout(): Promise<void> {
  try {
    const response = await fetch('/console/api/about');
    const body = await response.json();
    aboutProblem.value = response.ok ? undefined : body.message;
    if (!response.ok) return;
    about.value = body;
    if (connection.value === 'connecting') connection.value = 'online';
  } catch (error) {
    // A page that has shown something already says that it is offline.
    if (about.value === undefined)
      aboutProblem.value = `the console does not answer (${String(error)})`;
  }
}
