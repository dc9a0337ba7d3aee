import { systemClock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { dynamoDbDocuments, leaseDocuments } from '../src/wiring/clients/dynamodb.ts';
import { sqsConsumerClient } from '../src/wiring/clients/sqs-consumer.ts';
import { openMarkChannel } from '../src/wiring/functions/markChannel.ts';
import { onKnownTable } from '../src/wiring/known-table.ts';
import { withTick } from '../src/wiring/scheduled.ts';

const aws = {
  clock: systemClock,
  documents: dynamoDbDocuments(),
  leaseDocuments: leaseDocuments(),
  sqsConsumer: sqsConsumerClient(),
};

/**
 * Writes the start or end of a stream to the channel's record, and returns what the event changed. After a start, it
 * releases the metadata that waits for the stream. A schedule makes it handle again the events that failed.
 */
export const handler = lambdaHandler(
  'markChannel',
  onKnownTable(
    process.env,
    aws,
    withTick('markChannel', process.env, aws, openMarkChannel(process.env, aws)),
  ),
);
