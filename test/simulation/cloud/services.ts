import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import { AwsError, type JsonObject } from '../../../src/local/aws-json.ts';
import type { Buses } from '../../../src/local/bus/bus.ts';
import { putEvents } from '../../../src/local/bus/put-events.ts';
import type { Secrets } from '../../../src/local/secrets/secrets.ts';
import { sqsOperation } from '../../../src/local/sqs/operations/index.ts';
import type { Queues } from '../../../src/local/sqs/queues.ts';
import type { MemoryTable } from '../../support/memory-table/memory-table.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';
import type { AsyncEvents } from './async-events.ts';
import type { Instance } from './instance.ts';
import { type Command, operationOf } from './network.ts';
import { sdkError } from './sdk-errors.ts';
import type { Service } from './service-names.ts';

/** Who sends a request. */
export interface Caller {
  /** The name of the function. */
  name: string;
  instance: Instance;
  /** When the client sent the request, true time in ms since the epoch. */
  sentAt: number;
}

/** What a service does with a command. It throws the SDK's errors. */
export type Answer = (command: Command, caller: Caller) => unknown;

export interface ServicesOptions {
  timeline: Timeline;
  troubles: Troubles;
  ivs: Answer;
  table: Pick<MemoryTable, 'answer'>;
  queues: Queues;
  buses: Buses;
  secrets: Secrets;
  asyncEvents: AsyncEvents;
  /** A queue has changed. */
  onQueueChange(): void;
}

/** What each service does with a command of the SDK. */
export function services(options: ServicesOptions): Record<Service, Answer> {
  const { ivs, table, secrets, asyncEvents } = options;
  return {
    ivs,
    dynamodb: (command) => table.answer(command),
    sqs: answerSqs(options),
    events: answerEvents(options),
    secretsmanager: (command) =>
      orSdkError(() => secrets.operation(operationOf(command))(command.input as JsonObject)),
    lambda(command: Command) {
      const { FunctionName = '', InvocationType, Payload } = command.input as InvokeCommandInput;
      if (InvocationType !== 'Event')
        throw new Error(`InvocationType: expected Event, received ${InvocationType}`);
      asyncEvents.accept(
        FunctionName,
        Payload ? Buffer.from(Payload as Uint8Array).toString() : '{}',
      );
      return { StatusCode: 202 };
    },
  };
}

/** Queue URLs begin with it. */
const ENDPOINT = 'https://sqs.us-west-2.amazonaws.com';
const NEVER = new AbortController().signal;

function answerSqs({ queues, troubles, onQueueChange }: ServicesOptions): Answer {
  return (command) => {
    const name = operationOf(command);
    const operation = sqsOperation(name);
    if (!operation) throw new Error(`SQS: unknown operation ${name}`);
    const { Entries: entries, ...rest } = command.input as { Entries?: { Id: string }[] };
    const refused = (entries ?? []).filter(() =>
      troubles.strikes('batch partly failed', () => name),
    );
    const Entries = entries?.filter((entry) => !refused.includes(entry));
    const Failed = refused.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
    if (Entries?.length === 0) return { Successful: [], Failed };
    const input = { ...rest, ...(Entries && { Entries }) };
    const answer = orSdkError(() =>
      operation(queues, input, { endpoint: ENDPOINT, signal: NEVER }),
    ) as { Failed?: object[] };
    onQueueChange();
    if (refused.length === 0) return answer;
    return { ...answer, Failed: [...(answer.Failed ?? []), ...Failed] };
  };
}

function answerEvents({ buses, troubles, timeline }: ServicesOptions): Answer {
  return (command) => {
    const { Entries: entries = [] } = command.input as { Entries?: { Time?: Date }[] };
    const refused = entries.map(() => troubles.strikes('batch partly failed', () => 'PutEvents'));
    const accepted = entries
      .filter((_, i) => !refused[i])
      .map(({ Time, ...entry }) => ({ ...entry, ...(Time && { Time: Time.getTime() / 1_000 }) }));
    const put = accepted.length > 0 ? putEvents(buses, accepted, timeline.now()) : undefined;
    const results = [...(put?.Entries ?? [])];
    const failure = { ErrorCode: 'InternalFailure', ErrorMessage: 'An internal error occurred' };
    const Entries = refused.map((isRefused) => (isRefused ? failure : results.shift()));
    return {
      FailedEntryCount:
        accepted.length === entries.length
          ? (put?.FailedEntryCount ?? 0)
          : refused.filter(Boolean).length,
      Entries,
    };
  };
}

/** Errors of the local stack, as the SDK throws them. */
function orSdkError(answer: () => unknown): unknown {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw sdkError(error.type.split('#').at(-1) ?? error.type, error.message);
  }
}
