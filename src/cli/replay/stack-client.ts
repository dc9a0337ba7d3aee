import type { IvsEvent } from '../../ivs/events.ts';
import type { NewestSession, ReplayStack } from '../../replay/run/stack.ts';
import type { AnsweredTimelineEntry, AnsweredTimelinePage } from '../answers.ts';
import type { CliContext } from '../context.ts';
import { pages } from '../pages.ts';
import { stackSender } from '../stack-request.ts';

/** The one-machine stack at an address. */
export function replayStack(cli: CliContext, endpoint: string): ReplayStack {
  const send = stackSender(endpoint);
  return {
    putChannel: async (channel) => void (await send('PUT', '/_sim/channels', channel)),
    putSession: async (session) => void (await send('PUT', '/_sim/sessions', session)),
    deliver: async (event) => void (await send('POST', '/_sim/events', rawEvent(event))),
    faults: () => send('GET', '/_sim/faults') as Promise<object>,
    setFaults: async (faults) => void (await send('PUT', '/_sim/faults', faults)),
    async newestSession(channelArn) {
      const query = new URLSearchParams({ channelArn, limit: '1' });
      const [newest] = (await send('GET', `/_sim/sessions?${query}`)) as NewestSession[];
      return newest;
    },
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
  await stackSender(endpoint)('POST', '/_sim/reset');
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
