import { IvsClient } from '@aws-sdk/client-ivs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { metadataApi } from '../src/metadata/send/ivs-metadata-api.ts';
import { Progress } from '../src/metadata/send/progress.ts';
import { readRecords } from '../src/metadata/send/records.ts';
import { RequestPacer } from '../src/metadata/send/request-pacer.ts';
import { sendBatch } from '../src/metadata/send/send.ts';
import { readSendSettings } from '../src/metadata/send/settings.ts';
import { consumerQueue, deadLetterQueue } from '../src/metadata/send/sqs-consumer-queue.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { httpTimeouts } from '../src/platform/http-timeouts.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';

const settings = readSendSettings(process.env);
// Retries go through the pacer, never through the SDK.
const ivs = metadataApi(new IvsClient({ maxAttempts: 1, requestHandler: httpTimeouts(3_000) }));
const sqs = new SQSClient({ maxAttempts: 2, requestHandler: httpTimeouts(2_000) });
const queue = consumerQueue(sqs, settings.queueName);
const deadLetters = deadLetterQueue(sqs, settings.deadLetterQueueName);
const pacer = new RequestPacer(settings.gapMs);
const progress = new Progress();
const fixed = { ivs, queue, deadLetters, pacer, progress, clock, settings, random: Math.random };

/** A batch of the FIFO queue: packed, paced, sent; what is not done goes back in order. */
export const handler = lambdaHandler('sendMetadata', (event, { deadline, log, metrics }) =>
  sendBatch(readRecords(event), deadline, { ...fixed, log, metrics }),
);
