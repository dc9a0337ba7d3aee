import type { QueuePlan } from '../../../src/local/config/plan.ts';
import type { MessageAttributes } from '../../../src/local/sqs/message.ts';
import { sqsOperation } from '../../../src/local/sqs/operations/index.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { messageBodyText, queueBodyText } from '../../../src/metadata/format/queue-body.ts';
import type { Aws } from '../../../src/wiring/aws.ts';
import { openGetDeadLetters } from '../../../src/wiring/functions/getDeadLetters.ts';
import { openRetryDeadLetters } from '../../../src/wiring/functions/retryDeadLetters.ts';
import { fakeClock } from '../../support/clock.ts';
import { CHANNEL_ARN } from '../../support/ivs-events.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';

export const START = Date.parse('2026-11-27T12:00:00.000Z');
const METADATA = 'metadata.fifo';
const METADATA_DEAD = 'metadata-dead.fifo';
export const DEAD = 'dead';
const PREFIX = 'ivs-autopilot-test-';
const ENVIRONMENT = {
  ...{ TABLE_NAME: 'test', AWS_REGION: 'us-west-2', FUNCTION_PREFIX: PREFIX },
  ...{ DLQ_NAME: DEAD, METADATA_DLQ_NAME: METADATA_DEAD, METADATA_QUEUE_NAME: METADATA },
};

const plan = (name: string, more: Partial<QueuePlan> = {}): QueuePlan => ({
  ...{ name, fifo: name.endsWith('.fifo'), contentBasedDeduplication: false },
  ...{ deduplicationScope: 'messageGroup', visibilityTimeoutSeconds: 30 },
  ...{ retentionSeconds: 1_209_600, delaySeconds: 0, receiveWaitSeconds: 0 },
  maximumMessageBytes: 1_048_576,
  ...more,
});

interface Command {
  input: Record<string, unknown>;
}

/** Where an invocation dies: at its request number `at`, before or after the service has done it. */
export interface Cut {
  at: number;
  isDone: boolean;
}

export interface LetterInput {
  /** Text of the payload of its message; or several. */
  payloads?: unknown[];
  key?: string;
  ids?: string[];
  channelArn?: string;
  reason?: string;
  /** When its messages expire, ms since the epoch. Default: a minute after the start. */
  expiresAt?: number;
  body?: string;
}

/** The two functions, with the table and the queues in memory. */
export function letterWorld(environment: Record<string, string> = {}) {
  const env = { ...ENVIRONMENT, ...environment };
  const clock = fakeClock(START);
  const memory = memoryTable();
  let ids = 0;
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  const queues = new Queues([plan(METADATA), plan(METADATA_DEAD), plan(DEAD)], {
    ...{ now: clock.now, newId },
  });
  const invoked: { functionName: string; payload: unknown }[] = [];
  let requests = 0;
  let cut: Cut | undefined;
  let isDead = false;
  const refused = new Set<string>();

  const client = (answer: (name: string, command: Command) => unknown) => ({
    async send(command: Command) {
      const name = command.constructor.name.replace(/Command$/, '');
      if (isDead) throw new Error('the instance is gone');
      requests += 1;
      const isCut = cut?.at === requests;
      if (isCut) isDead = true;
      if (isCut && !cut?.isDone) throw new Error('cut before the request');
      if (refused.has(name)) throw new Error(`${name} is refused`);
      const result = await answer(name, command);
      if (isCut) throw new Error('cut after the request');
      return result;
    },
  });
  const sqs = client((name, { input }) => {
    const operation = sqsOperation(name);
    if (!operation) throw new Error(`SQS: unknown operation ${name}`);
    const signal = new AbortController().signal;
    return operation(queues, input as never, { endpoint: 'https://sqs.local', signal });
  });
  const aws = {
    ...{ clock, newId, random: () => 0.5 },
    documents: client((_, command) => memory.table.documents.send(command as never)),
    lambda: client((_, { input }) => {
      const { FunctionName, Payload } = input as { FunctionName: string; Payload: Uint8Array };
      const payload: unknown = JSON.parse(Buffer.from(Payload).toString());
      invoked.push({ functionName: FunctionName, payload });
      return {};
    }),
    ...{ sqsConsumer: sqs, sqsProducer: sqs },
  } as unknown as Aws;
  const get = openGetDeadLetters(env, aws);
  const retry = openRetryDeadLetters(env, aws);
  const observed = recordObservability();
  const invocation = () => ({
    ...observed,
    ...{ deadline: clock.now() + 60_000, caller: 'said by the CLI: test@host' },
    account: '123456789012',
  });

  return {
    ...{ clock, queues, invoked, observed, table: memory, env, refused },
    get: <Answer = Record<string, unknown>>(event: unknown) =>
      get(event, invocation()) as Promise<Answer>,
    retry: <Answer = Record<string, unknown>>(event: unknown) =>
      retry(event, invocation()) as Promise<Answer>,
    /** Metadata dies, as `sendMetadata` writes it; or, without a reason, as SQS moves it. */
    die(input: LetterInput = {}): string[] {
      const { payloads = [{ goal: 1 }], channelArn = CHANNEL_ARN, key, body } = input;
      const { reason = 'ValidationException', expiresAt = START + 60_000 } = input;
      const own = payloads.map((_, index) => input.ids?.[index] ?? `message-${++ids}`);
      const texts = payloads.map((payload, index) =>
        messageBodyText({ id: own[index] ?? '', payload, expiresAt, ...(key && { key }) }),
      );
      const attributes: MessageAttributes =
        reason === '' ? {} : { Reason: { DataType: 'String', StringValue: reason } };
      queues.send(METADATA_DEAD, {
        ...{ body: body ?? queueBodyText(clock.now(), texts), attributes, groupId: channelArn },
        deduplicationId: newId(),
      });
      return own;
    },
    /** A letter in the queue of the functions. */
    fail(body: unknown, attributes: Record<string, string> = {}): void {
      const own = Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      queues.send(DEAD, { body: text, attributes: Object.fromEntries(own) });
    },
    /** The next invocations die at this request. @returns how many requests were made before */
    cutAt(next: Cut | undefined): void {
      requests = 0;
      isDead = false;
      cut = next;
    },
    requestCount: () => requests,
    /** The messages in the metadata queue, in order, each with the channel and the content. They stay there. */
    async queued(): Promise<
      { channelArn: string; id: string; expiresAt: number; payload: unknown }[]
    > {
      const found = [];
      for (;;) {
        const some = await queues.receive(METADATA, { max: 10, waitMs: 0, visibilityMs: 60_000 });
        if (some.length === 0) return found;
        for (const { body, groupId = '', receiptHandle } of some) {
          for (const message of JSON.parse(body).messages)
            found.push({ channelArn: groupId, ...message });
          queues.delete(METADATA, receiptHandle);
        }
      }
    },
    depth: (name: 'metadata-dead' | 'dead') => {
      const { available, inFlight } = queues.counts(name === 'dead' ? DEAD : METADATA_DEAD);
      return available + inFlight;
    },
  };
}

/** Lambda's record of an event that a function could not handle. */
export function failureRecord(functionName: string, requestPayload: unknown, more: object = {}) {
  return {
    version: '1.0',
    timestamp: '2026-11-27T12:00:00.000Z',
    requestContext: {
      requestId: '00000000-0000-4000-8000-00000000aaaa',
      functionArn: `arn:aws:lambda:us-west-2:123456789012:function:${PREFIX}${functionName}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
      ...more,
    },
    requestPayload,
    responseContext: { statusCode: 200, functionError: 'Unhandled' },
    responsePayload: { errorType: 'BusError', errorMessage: 'the bus did not answer' },
  };
}
