import type { IvsEvent } from '../../ivs/events.ts';
import { errorMessage } from '../../platform/errors.ts';
import type { ReplayStack } from '../../replay/run/stack.ts';
import type { AnsweredTimelineEntry, AnsweredTimelinePage } from '../answers.ts';
import { type CliContext, CliError } from '../context.ts';
import { pages } from '../pages.ts';

type Send = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** The one-machine stack at an address. */
export function replayStack(cli: CliContext, endpoint: string): ReplayStack {
  const send = sender(endpoint);
  return {
    putChannel: async (channel) => void (await send('PUT', '/_sim/channels', channel)),
    putSession: async (session) => void (await send('PUT', '/_sim/sessions', session)),
    deliver: async (event) => void (await send('POST', '/_sim/events', rawEvent(event))),
    faults: () => send('GET', '/_sim/faults') as Promise<object>,
    setFaults: async (faults) => void (await send('PUT', '/_sim/faults', faults)),
    async session(id) {
      const request = { ...id, events: true };
      const timeline: AnsweredTimelineEntry[] = [];
      let session: AnsweredTimelinePage['sessions'][0] | undefined;
      for await (const page of pages<AnsweredTimelinePage>(cli, 'getSessions', request)) {
        session ??= page.sessions[0];
        for (const entry of page.timeline ?? []) timeline.push(entry);
      }
      const arrived = timeline.filter(({ repaired }) => !repaired);
      const eventIds = new Set(arrived.flatMap((entry) => entry.id ?? []));
      return { ...(session && { session }), timeline, eventIds };
    },
    reconcile: () => cli.invoke('reconcile', { audit: true }),
  };
}

/** Empties the stack: channels, sessions, the table and the queues. */
export async function resetStack(endpoint: string): Promise<void> {
  await sender(endpoint)('POST', '/_sim/reset');
}

/** The event as EventBridge delivers it. */
function rawEvent({ id, time, account, region, detailType, channelArn, detail }: IvsEvent): object {
  return {
    ...{ version: '0', id, 'detail-type': detailType, source: 'aws.ivs', account },
    ...{ time: time.replace('.000Z', 'Z'), region },
    resources: channelArn === undefined ? [] : [channelArn],
    detail,
  };
}

/** @throws CliError with the message of the stack, or if nothing answers */
function sender(endpoint: string): Send {
  return async (method, path, body) => {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(endpoint + path, init).catch((cause: unknown) => {
      const todo = 'start the stack with npm start, or pass its port with --local <port>';
      throw new CliError(`nothing is listening on ${endpoint}: ${todo}`, { cause });
    });
    const answer = parse(await response.text());
    if (response.ok) return answer;
    const message = String(Object(answer).message ?? response.statusText);
    throw new CliError(`the stack refused ${method} ${path}: ${message}`);
  };
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    const message = errorMessage(cause);
    throw new CliError(`the answer of the stack is not JSON (${message})`, { cause });
  }
}
