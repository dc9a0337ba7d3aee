import { randomUUID } from 'node:crypto';
import { dynamoLeaseRelay } from '../src/metadata/sticky/relay.ts';
import { isTick, RELAY_LEASE, repeatSticky } from '../src/metadata/sticky/repeat.ts';
import { readRepeatSettings } from '../src/metadata/sticky/settings.ts';
import { timingOf } from '../src/metadata/sticky/timing.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';
import { openMetadataProducer } from '../src/wiring/metadata-producer.ts';

const settings = readRepeatSettings(process.env);
const timing = timingOf(settings.stickySeconds);
const { table, queue, backlog, stickyStore } = openMetadataProducer(settings, timing.maxBacklogMs);
const repeating = {
  ...{ settings, timing, clock, queue, backlog },
  store: stickyStore,
  sessions: dynamoSessionStore(table),
  relay: dynamoLeaseRelay(table, RELAY_LEASE),
};

/**
 * Repeats sticky metadata until its time is used up, another invocation takes over, or there is nothing to
 * repeat. Returns what it did.
 */
export const handler = lambdaHandler('repeatStickyMetadata', (event, { deadline, log, metrics }) =>
  repeatSticky({ ...repeating, deadline, log, metrics, holder: randomUUID() }, !isTick(event)),
);
