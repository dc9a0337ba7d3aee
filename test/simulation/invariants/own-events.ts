import { SERVICES } from '../cloud/service-names.ts';
import type { TroubleKind } from '../trouble/kinds.ts';
import type { Observer, ObserverTools } from './observer.ts';

const MINUTE = 60_000;
const DELETION = 'Channel Deletion';
const TOLD = 'every fact is told';
const ONCE = 'a fact is told once';
/** When nothing goes wrong any more, a fact that was told is not told again. What went wrong has this time, ms. */
const AFTERMATH_MS = 30 * MINUTE;
/** What went wrong within this time before a fact is told may be the reason why it is told again, ms. */
const SHORTLY_BEFORE_MS = 10 * MINUTE;
/** docs/events.md: a fact is told twice if its event is handled at the same moment as its repair, ms. */
const SAME_MOMENT_MS = 1_000;
const REPAIRED_FACTS = ['Session Started', 'Session Ended'];
/** These functions repair sessions. */
const REPAIRERS = ['reconcile', 'sampleViewers'];
/** These do not make a fact known twice. */
const HARMLESS: readonly TroubleKind[] = ['clocks apart', 'coincidence'];

/** An event with this `detail.id`. */
interface Told {
  times: number;
  firstAt: number;
  /** A function that repairs sessions ran then. */
  mayBeRepair: boolean;
}

/** Our own events tell each start, end and close of a session, each new key and each deletion. */
export function factsAreTold(tools: ObserverTools): Observer {
  const { checks, simulator, timeline, troubles, cloud } = tools;
  /** By `detail.id`. */
  const told = new Map<string, Told>();
  /** Keys that functions have created, and the ARNs in events. */
  const created = new Map<string, string>();
  const resourcesTold = new Set<string>();
  const deletionsTold = new Set<string>();
  /** Sessions of which an event has reached the functions. */
  const delivered = new Set<string>();
  let since = 0;
  let quietSince = Number.POSITIVE_INFINITY;
  /** When something went wrong, or a function failed because something had. */
  let lastTroubleAt = 0;
  const mayBeRepair = () => REPAIRERS.some((name) => cloud.functions.running(name) > 0);
  const isRepairedJustThen = (before: Told, type: string) =>
    REPAIRED_FACTS.includes(type) &&
    timeline.now() - before.firstAt <= SAME_MOMENT_MS &&
    (before.mayBeRepair || mayBeRepair());
  const mayBeToldAgain = ({ firstAt }: Told, type: string) => {
    // A deletion that is told may not be done, because the owner gives the channel more time: it is told again then.
    const toldAt = type === DELETION ? firstAt : timeline.now();
    return toldAt <= quietSince + AFTERMATH_MS && lastTroubleAt >= firstAt - SHORTLY_BEFORE_MS;
  };
  const expectTold = (id: string, channelArn: string) =>
    checks.expect(TOLD, told.has(id), () => `no event has the id ${id}`, channelArn);

  return {
    onDelivered({ detail }) {
      const { stream_id: streamId } = detail as { stream_id?: string };
      if (streamId !== undefined) delivered.add(streamId);
    },
    onOwnEvent({ detail, resources, 'detail-type': type }) {
      const { id } = detail as { id?: string };
      if (id === undefined) return;
      if (SERVICES.some((service) => troubles.isOut('service slow', service)))
        lastTroubleAt = timeline.now();
      const before = told.get(id) ?? {
        ...{ times: 0, firstAt: timeline.now(), mayBeRepair: mayBeRepair() },
      };
      const holds =
        before.times === 0 || mayBeToldAgain(before, type) || isRepairedJustThen(before, type);
      checks.expect(ONCE, holds, () => `${type} ${id} is told again`, resources[0]);
      told.set(id, { ...before, times: before.times + 1 });
      if (type === DELETION && resources[0]) deletionsTold.add(resources[0]);
      for (const arn of resources) resourcesTold.add(arn);
    },
    onDeed({ operation, channelArn, keyArn }) {
      if (operation === 'CreateStreamKey' && keyArn) created.set(keyArn, channelArn);
      if (operation !== 'DeleteChannel') return;
      const what = () => 'a channel is deleted without the event Channel Deletion';
      checks.expect(TOLD, deletionsTold.has(channelArn), what, channelArn);
    },
    onTrouble(kind) {
      if (!HARMLESS.includes(kind)) lastTroubleAt = timeline.now();
    },
    onFunctionEnd({ outcome }) {
      if ('error' in outcome) lastTroubleAt = timeline.now();
    },
    onTick() {
      if (!troubles.hasStopped) quietSince = Number.POSITIVE_INFINITY;
      else quietSince = Math.min(quietSince, timeline.now());
    },
    atRest() {
      const sessions = simulator.sessions().filter((one) => (one.endedAt ?? 0) >= since);
      const existing = new Set(simulator.channels().map(({ arn }) => arn));
      for (const { streamId, startedAt, channelArn, endedAt } of sessions) {
        // docs/reconcile.md: nothing tells of such a session when its channel is gone.
        if (!existing.has(channelArn) && !delivered.has(streamId)) continue;
        if (startedAt !== undefined) expectTold(`session-started:${streamId}`, channelArn);
        if (endedAt === undefined) continue;
        expectTold(`session-ended:${streamId}`, channelArn);
        expectTold(`session-closed:${streamId}`, channelArn);
      }
      for (const [keyArn, channelArn] of created) {
        const exists = simulator
          .channels({ channelArn })[0]
          ?.streamKeys.some((k) => k.arn === keyArn);
        if (exists)
          checks.expect(
            TOLD,
            resourcesTold.has(keyArn),
            () => `no event tells of ${keyArn}`,
            channelArn,
          );
      }
      since = timeline.now();
      told.clear();
      created.clear();
      resourcesTold.clear();
      delivered.clear();
    },
  };
}
