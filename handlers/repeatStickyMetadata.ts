import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoBacklog } from '../src/metadata/queue/dynamo-backlog.ts';
import { sqsProducerQueue } from '../src/metadata/queue/sqs-producer-queue.ts';
import { dynamoStickyStore } from '../src/metadata/sticky/dynamo-store.ts';
import { dynamoLeaseRelay } from '../src/metadata/sticky/relay.ts';
import { isTick, RELAY_LEASE, repeatSticky } from '../src/metadata/sticky/repeat.ts';
import { readRepeatSettings } from '../src/metadata/sticky/settings.ts';
import { timingOf } from '../src/metadata/sticky/timing.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { httpTimeouts } from '../src/platform/http-timeouts.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { openTable } from '../src/platform/table.ts';
import { dynamoSessionStore } from '../src/sessions/dynamo-store.ts';

const settings = readRepeatSettings(process.env);
const timing = timingOf(settings.stickySeconds);
const table = openTable(settings.tableName);
const sqs = new SQSClient({ requestHandler: httpTimeouts(3_000) });
const fixed = {
  ...{ settings, timing, clock },
  store: dynamoStickyStore(table, clock, Math.random),
  sessions: dynamoSessionStore(table),
  queue: sqsProducerQueue(sqs, settings.queueName),
  backlog: new DynamoBacklog(table, timing.maxBacklogMs),
  relay: dynamoLeaseRelay(table, RELAY_LEASE),
};

/** Repeats sticky metadata until its time is over, or there is nothing to repeat; answers what it did. */
export const handler = lambdaHandler('repeatStickyMetadata', (event, { deadline, log, metrics }) =>
  repeatSticky({ ...fixed, deadline, log, metrics, holder: randomUUID() }, !isTick(event)),
);
