import { DETAIL_TYPE } from '../../../src/metadata/enqueue/read-request.ts';
import type { FunctionEnd } from '../cloud/functions.ts';
import { type ProducedMessage, readMessages } from '../people/metadata/messages.ts';
import { Calls } from './metadata/calls.ts';
import { Calm } from './metadata/calm.ts';
import { asInvocation } from './metadata/http.ts';
import { Ledger } from './metadata/ledger.ts';
import { Outcomes } from './metadata/outcomes.ts';
import { ChannelPlayers } from './metadata/players.ts';
import { Starts } from './metadata/starts.ts';
import { Sticky } from './metadata/sticky.ts';
import type { Observer, ObserverTools } from './observer.ts';

const DEAD_LETTERS = 'metadata is dead-lettered only if its channel is gone';
const REFUSED = 'wrong metadata is refused';
const GONE = 'no metadata disappears';
/** Troubles after which a sender does not know whether IVS took a request. */
const DOUBTFUL = /^request (cut|lost|slow|failed)$/;
/** Events of a stream without trouble. */
const USUAL = /^(Session (Created|Ended)|Stream (Start|End)|Recording .*|)$/;

/** Each message that is accepted ends in one way, is counted so, and is shown once and in order. */
export function metadataIsDelivered(tools: ObserverTools): Observer {
  const { checks, simulator, timeline, cloud } = tools;
  const now = timeline.now;
  const names = queueNames(tools);
  const ledger = new Ledger(now);
  const calm = new Calm(now);
  const outcomes = new Outcomes({ ...tools, ledger, calm });
  const calls = new Calls({ ...tools, ledger });
  const sticky = new Sticky({ ...tools, ledger, calm });
  const starts = new Starts({ ...tools, ledger, calm });
  const players = new Map<string, ChannelPlayers>();
  let counted: Record<string, number> = {};
  const playersOf = (channelArn: string) => {
    const found =
      players.get(channelArn) ?? new ChannelPlayers(channelArn, { ledger, checks, now });
    players.set(channelArn, found);
    return found;
  };

  function enqueued(end: FunctionEnd): void {
    const queued = calls.ended(end);
    const event = Object(JSON.parse(end.payload)) as BusEvent | Request;
    const isEvent = 'detail' in event;
    const { messages } = isEvent ? event.detail : event;
    if (!Array.isArray(messages)) return;
    sticky.called(
      readMessages(messages),
      queued,
      end,
      isEvent ? Date.parse(event.time) : end.startedAt,
    );
  }

  return {
    onTrouble(kind, what) {
      calm.disturb(kind, what);
      const [, channel] = /^ivs PutMetadata of (channel\/\w+)/.exec(what) ?? [];
      if (channel !== undefined && DOUBTFUL.test(kind)) outcomes.doubt(channel);
    },
    onQueued(queue, id, message) {
      if (queue === names.deadLetters) {
        const { groupId: channelArn = '' } = message;
        const exists = simulator.channels({ channelArn }).length > 0;
        for (const n of ledger.deadLetter(message))
          checks.expect(DEAD_LETTERS, !exists, () => `message ${n}`, channelArn);
      }
      if (queue === names.failures) calls.failedForGood(message.body);
      if (queue !== names.metadata) return;
      const isWrong = message.body.includes('"wrong":true');
      checks.expect(REFUSED, !isWrong, () => `queued: ${message.body}`, message.groupId);
      ledger.add(id, message);
      sticky.queued(message.groupId ?? '');
    },
    onReceived(queue, deliveries) {
      if (queue === names.metadata) ledger.received(deliveries);
    },
    onUnqueued(queue, id) {
      const message = queue === names.metadata ? ledger.delete(id) : undefined;
      if (message) outcomes.deleted(message);
    },
    onForeignCue: (channelArn, text) => playersOf(channelArn).foreignCue(text),
    onMetadata(channelArn, text) {
      const { carried, fresh } = playersOf(channelArn).cue(text);
      sticky.cue(channelArn, carried);
      starts.cue(channelArn, carried);
      sticky.shown(channelArn, fresh);
    },
    onIvsEvent({ resources: [channelArn = ''], detail }) {
      const { event_name: name } = detail as { event_name?: string };
      sticky.streamChanged(channelArn);
      if (name === 'Stream Start') playersOf(channelArn).join();
      else if (!USUAL.test(name ?? '')) calm.disturbChannel(channelArn);
    },
    onOwnEvent({ id, 'detail-type': type }) {
      if (type === DETAIL_TYPE) calls.put(id);
    },
    onFunctionEnd(end) {
      calm.functionEnded(end);
      if (end.name === 'enqueueMetadata') {
        enqueued(asInvocation(end, checks));
        outcomes.enqueued(end);
      }
      if (end.name === 'sendMetadata') outcomes.sent(end);
    },
    onTick: () => sticky.tick(),
    atRest() {
      const [lost] = ledger.rest();
      checks.expect(GONE, lost === undefined, () => `${lost?.body}`, lost?.channelArn);
      outcomes.atRest(difference(cloud.telemetry.metrics, counted));
      counted = { ...cloud.telemetry.metrics };
      calls.atRest();
      sticky.forget();
      starts.forget();
      ledger.forget();
      players.clear();
      cloud.queues.purge(names.deadLetters);
    },
  };
}

interface Request {
  messages?: ProducedMessage[];
}

interface BusEvent {
  time: string;
  detail: Request;
}

function queueNames({ cloud }: ObserverTools) {
  const { queue: metadata } = cloud.eventSourceOf('sendMetadata');
  const deadLetters = cloud.queues.plan(metadata).redrive?.queue;
  return {
    metadata,
    deadLetters: deadLetters ?? '',
    failures: cloud.functions.plan('enqueueMetadata').onFailureQueue,
  };
}

function difference(now: Record<string, number>, before: Record<string, number>) {
  return Object.fromEntries(
    Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)]),
  );
}
