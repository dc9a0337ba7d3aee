import type { Observer, ObserverTools } from './observer.ts';

const MINUTE = 60_000;
const TOLD = 'every fact is told';
const ONCE = 'a fact is told once';
/** While nothing goes wrong, a fact that was told is not told again. What went wrong before has this time, ms. */
const AFTERMATH_MS = 30 * MINUTE;

/** Our own events tell each start, end and close of a session, each new key and each deletion. */
export function factsAreTold({ checks, simulator, timeline, troubles }: ObserverTools): Observer {
  /** By `detail.id`: the number of times that it was told. */
  const told = new Map<string, number>();
  /** Keys that functions have created, and the ARNs in events. */
  const created = new Map<string, string>();
  const resourcesTold = new Set<string>();
  const deletionsTold = new Set<string>();
  let since = 0;
  let quietSince = Number.POSITIVE_INFINITY;
  const expectTold = (id: string, channelArn: string) =>
    checks.expect(TOLD, told.has(id), () => `no event has the id ${id}`, channelArn);

  return {
    onOwnEvent({ detail, resources, 'detail-type': type }) {
      const { id } = detail as { id?: string };
      if (id === undefined) return;
      const times = told.get(id) ?? 0;
      const isCalm = timeline.now() > quietSince + AFTERMATH_MS;
      checks.expect(
        ONCE,
        times === 0 || !isCalm,
        () => `${type} ${id} is told again`,
        resources[0],
      );
      told.set(id, times + 1);
      if (type === 'Channel Deletion' && resources[0]) deletionsTold.add(resources[0]);
      for (const arn of resources) resourcesTold.add(arn);
    },
    onDeed({ operation, channelArn, keyArn }) {
      if (operation === 'CreateStreamKey' && keyArn) created.set(keyArn, channelArn);
      if (operation !== 'DeleteChannel') return;
      const what = () => 'a channel is deleted without the event Channel Deletion';
      checks.expect(TOLD, deletionsTold.has(channelArn), what, channelArn);
    },
    onTick() {
      if (!troubles.hasStopped) quietSince = Number.POSITIVE_INFINITY;
      else quietSince = Math.min(quietSince, timeline.now());
    },
    atRest() {
      const sessions = simulator.sessions().filter((one) => (one.endedAt ?? 0) >= since);
      for (const { streamId, startedAt, channelArn, endedAt } of sessions) {
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
    },
  };
}
