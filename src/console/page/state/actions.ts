import type { Action } from '../../protocol/actions.ts';
import { about } from './about.ts';

/** The stage or the simulator has refused an action. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
}

/**
 * Sends an action to the server.
 *
 * @returns the answer of the function or of the simulator
 * @throws ActionError with a message for the operator
 */
export async function act<Answer>(action: Action): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    'x-console-token': about.value?.actionToken ?? '',
  };
  const body = JSON.stringify(action);
  const response = await fetch('/console/api/actions', { method: 'POST', headers, body }).catch(
    (error: unknown) => {
      throw new ActionError(`the console does not answer (${String(error)})`, { cause: error });
    },
  );
  const answer = await response.json();
  if (!response.ok) throw new ActionError(answer.message);
  return answer;
}

/**
 * Asks once, for the next page of a list or for something that is not watched.
 *
 * @param address of a topic
 * @throws ActionError with a message for the operator
 */
export async function ask<Answer>(address: string, nextToken?: string): Promise<Answer> {
  const query = new URLSearchParams({ address, ...(nextToken !== undefined && { nextToken }) });
  const response = await fetch(`/console/api/answer?${query}`);
  const answer = await response.json();
  if (!response.ok) throw new ActionError(answer.message);
  return answer;
}
