import { expect, test } from 'vitest';
import type { IvsEventBridgeEvent } from '../../../src/simulator/index.ts';
import { Randomness } from '../time/randomness.ts';
import { createTimeline } from '../time/timeline.ts';
import { OUTAGES, TROUBLE_KINDS } from '../trouble/kinds.ts';
import { Troubles } from '../trouble/troubles.ts';
import { EventDelivery } from './event-delivery.ts';

const DAY = 24 * 3_600_000;
const EVENT = { resources: ['channel/a'], detail: {} } as unknown as IvsEventBridgeEvent;

test('while events are silent, no event arrives', async () => {
  const randomness = new Randomness(1);
  const timeline = createTimeline(0, randomness.stream('turns').number);
  const without = new Set(TROUBLE_KINDS.filter((kind) => kind !== 'events silent'));
  const outages: string[] = [];
  const tell = (kind: string) => outages.push(kind);
  const troubles = new Troubles({ timeline, randomness, without, tell });
  troubles.startOutages({
    ...{ 'events silent': ['all events'], 'schedule silent': ['a'], 'service down': ['ivs'] },
    ...{ 'service slow': ['ivs'], 'access denied': ['ivs'], 'change denied': ['DeleteChannel'] },
  });
  let arrived = 0;
  const delivery = new EventDelivery({ timeline, troubles, deliver: () => arrived++ });
  let silentHours = 0;
  const hours = (10 * OUTAGES['events silent'].everyDays * DAY) / 3_600_000;
  for (let hour = 0; hour < hours; hour += 1) {
    const before = arrived;
    delivery.send(EVENT);
    await timeline.run(timeline.now() + 3_600_000);
    if (arrived === before) silentHours += 1;
  }
  expect(outages.length).toBeGreaterThan(0);
  expect(silentHours).toBeGreaterThanOrEqual(outages.length);
});
