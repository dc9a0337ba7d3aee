import { readRecords } from '../src/metadata/send/records.ts';
import { sendBatch } from '../src/metadata/send/send-batch.ts';
import { readSendSettings } from '../src/metadata/send/settings.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { openMetadataConsumer } from '../src/wiring/metadata-consumer.ts';

const settings = readSendSettings(process.env);
const sending = { ...openMetadataConsumer(settings), clock, settings, random: Math.random };

/**
 * Sends one batch of the FIFO queue to Amazon IVS, at the permitted rate. Messages that it could not send
 * return to the queue in their order.
 */
export const handler = lambdaHandler('sendMetadata', (event, { deadline, log, metrics }) =>
  sendBatch(readRecords(event), deadline, { ...sending, log, metrics }),
);
