import { dynamoSessionStore } from '../../../src/sessions/dynamo-store.ts';
import { type SessionView, toView } from '../../../src/sessions/view.ts';
import type { SessionState } from '../../../src/simulator/index.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'every session is as IVS has it';
/** More runs than an audit of all channels needs. */
const MOST_RUNS = 60;
const MINUTE = 60_000;
/** How many events of a session IVS lists: the newest. */
const LISTED_EVENTS = 500;

/** The members of a session that must be the same in the table and in IVS. */
type Facts = Pick<
  SessionView,
  'state' | 'createdAt' | 'startedAt' | 'endedAt' | 'ingestEndedAt' | 'failedAt'
>;

/** When nothing goes wrong any more, one reconcile and one audit make every session right. */
export function sessionsAreTrue(tools: ObserverTools): Observer {
  const { checks, simulator, timeline, cloud } = tools;
  const store = dynamoSessionStore(cloud.table.table, timeline);
  /** Sessions of which an event has reached the functions. */
  const known = new Set<string>();
  let since = 0;
  return {
    onDelivered({ detail }) {
      const { stream_id: streamId } = detail as { stream_id?: string };
      if (streamId !== undefined) known.add(streamId);
    },
    async atRest() {
      await auditAll(tools);
      const existing = new Set(simulator.channels().map(({ arn }) => arn));
      const sessions = simulator.sessions().filter((one) => (one.endedAt ?? Infinity) >= since);
      for (const truth of sessions) {
        const { channelArn, streamId } = truth;
        const [summary] = await store.get([{ channelArn, streamId }]);
        // docs/reconcile.md: nothing tells of such a session when its channel is gone.
        if (!summary && !existing.has(channelArn) && !known.has(streamId)) continue;
        const stored = summary && factsOf(toView(summary));
        // IVS does not tell when such a session was created, once its list of events is full.
        const isCut = truth.events.length >= LISTED_EVENTS;
        const [expected, found] = [factsOfTruth(truth), stored].map((facts) =>
          JSON.stringify(isCut ? { ...facts, createdAt: undefined } : facts),
        );
        const what = () => `${streamId}: expected ${expected}, found ${found}`;
        checks.expect(NAME, expected === found, what, channelArn);
      }
      since = timeline.now();
      known.clear();
    },
  };
}

/** Invokes reconcile with an audit until all channels are done, as docs/reconcile.md says. */
async function auditAll({ cloud, timeline, checks }: ObserverTools): Promise<void> {
  for (let run = 0; run < MOST_RUNS; run += 1) {
    const audit = cloud.functions.invoke('reconcile', JSON.stringify({ audit: true }));
    let outcome: Awaited<typeof audit> | undefined;
    audit.then((ended) => {
      outcome = ended;
    });
    while (!outcome) await timeline.run(timeline.now() + MINUTE);
    const report = 'payload' in outcome ? JSON.parse(outcome.payload) : outcome;
    if (report.outcome === 'done') return;
  }
  checks.expect('an audit ends', false, () => `not done after ${MOST_RUNS} runs`);
}

function factsOf(view: SessionView): Facts {
  const { state, createdAt, startedAt, endedAt, ingestEndedAt, failedAt } = view;
  const times = { createdAt, startedAt, endedAt, ingestEndedAt, failedAt };
  const known = Object.entries(times).flatMap(([name, time]) =>
    time ? [[name, inSeconds(time)]] : [],
  );
  return { state, ...Object.fromEntries(known) };
}

/** Events have whole seconds, and answers of IVS milliseconds. */
const inSeconds = (time: string | number): string =>
  new Date(Math.floor(new Date(time).getTime() / 1_000) * 1_000).toISOString();

function factsOfTruth({ events, ...session }: SessionState): Facts {
  const at = (name: string) => {
    const event = events.find((one) => one.name === name);
    return event && inSeconds(event.at);
  };
  const times = {
    // The list holds the newest 500 events: the first ones may be gone.
    createdAt: inSeconds(session.createdAt),
    startedAt: session.startedAt === undefined ? undefined : inSeconds(session.startedAt),
    endedAt: at('Stream End'),
    ingestEndedAt: at('Session Ended'),
    failedAt: at('Stream Failure'),
  };
  return factsOf({ state: stateOf(times), ...times } as SessionView);
}

function stateOf(times: Record<string, string | undefined>): Facts['state'] {
  if (times.failedAt) return 'failed';
  if (times.endedAt || times.ingestEndedAt) return times.startedAt ? 'ended' : 'failed';
  return times.startedAt ? 'live' : 'created';
}
