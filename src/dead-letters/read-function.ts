import { isChannelArn } from '../ivs/arn.ts';
import type { DeadLetter } from './letter.ts';
import type { ReceivedLetter } from './received.ts';
import { parseJson, previewOf, reasonText } from './text.ts';

/** So often SQS delivers an event of a retry queue: `maxReceiveCount` in resources/retries.yml. */
export const RETRY_QUEUE_RECEIVES = 1_000;

/** The functions that have a retry queue, by the end of the queue's name. */
const RETRY_QUEUES: Record<string, string> = {
  '-record-retry': 'recordSessionEvent',
  '-mark-retry': 'markChannel',
};

type Fields = Record<string, unknown>;
type FunctionFacts = Pick<
  DeadLetter,
  'channelArn' | 'functionName' | 'reason' | 'tries' | 'preview'
>;

/**
 * What a letter of the functions' queue tells.
 *
 * @param functionPrefix what stands before a function's name in Lambda: `ivs-autopilot-prod-`
 */
export function readFunctionLetter(
  received: ReceivedLetter,
  body: string,
  functionPrefix: string,
): FunctionFacts {
  const record = failureRecordIn(body);
  const payload = payloadOf(body);
  const functionName = functionNameOf(received, record, functionPrefix);
  const tries = triesOf(received, record);
  const channelArn = channelOf(payload);
  return {
    ...(channelArn !== undefined && { channelArn }),
    ...(functionName !== undefined && { functionName }),
    reason: reasonText(reasonOf(received, record)),
    ...(tries !== undefined && { tries }),
    preview: previewOf(payload === undefined ? body : payloadText(payload)),
  };
}

/**
 * The event in a letter: `requestPayload` of Lambda's record of a failed invocation
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html), or the body itself, as EventBridge writes it.
 *
 * @returns undefined for a body that is not JSON
 */
export function payloadOf(body: string): unknown {
  const record = failureRecordIn(body);
  return record ? record.requestPayload : parseJson(body);
}

/** @returns undefined if the body is no record of Lambda */
function failureRecordIn(body: string): Fields | undefined {
  const content = fieldsOf(parseJson(body));
  return Object.hasOwn(content, 'requestPayload') ? content : undefined;
}

/** EventBridge's attributes: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
function functionNameOf(
  { attributes, sourceQueueArn = '' }: ReceivedLetter,
  record: Fields | undefined,
  prefix: string,
): string | undefined {
  const { functionArn } = fieldsOf(record?.requestContext);
  const rule = attributes.RULE_ARN?.split('/')
    .at(-1)
    ?.replace(/-start$/, '');
  const queue = Object.keys(RETRY_QUEUES).find((end) => sourceQueueArn.endsWith(end));
  const names = [
    ...[functionArn, attributes.TARGET_ARN].map((arn) => String(arn ?? '').split(':')[6] ?? ''),
    ...(rule === undefined ? [] : [rule]),
    ...(queue === undefined ? [] : [`${prefix}${RETRY_QUEUES[queue]}`]),
  ];
  return names.find((name) => name.startsWith(prefix))?.slice(prefix.length);
}

function reasonOf(
  { attributes, sourceQueueArn }: ReceivedLetter,
  record: Fields | undefined,
): string {
  const { ERROR_CODE: code, ERROR_MESSAGE: message } = attributes;
  if (code !== undefined || message !== undefined) {
    const error = [code, message].filter(Boolean).join(': ');
    return `EventBridge could not invoke the function: ${error}`;
  }
  const error = errorText(fieldsOf(record?.responsePayload));
  if (sourceQueueArn !== undefined)
    return `it failed ${RETRY_QUEUE_RECEIVES.toLocaleString('en-US')} times in the retry queue; the first error: ${error}`;
  const isTooOld = fieldsOf(record?.requestContext).condition === 'EventAgeExceeded';
  return isTooOld ? `the event was too old for another attempt; the last error: ${error}` : error;
}

function errorText({ errorType, errorMessage }: Fields): string {
  const parts = [errorType, errorMessage].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(': ') : 'unknown';
}

function triesOf(
  { attributes, sourceQueueArn }: ReceivedLetter,
  record: Fields | undefined,
): number | undefined {
  if (sourceQueueArn !== undefined) return RETRY_QUEUE_RECEIVES;
  const { approximateInvokeCount } = fieldsOf(record?.requestContext);
  const retries = Number(attributes.RETRY_ATTEMPTS);
  const tries = Number(approximateInvokeCount ?? retries + 1);
  return Number.isInteger(tries) && tries >= 0 ? tries : undefined;
}

/** The channel of an IVS event, of a request for one channel, or of the first of some messages. */
function channelOf(payload: unknown): string | undefined {
  const { resources, channelArn, messages, detail } = fieldsOf(payload);
  const [resource] = Array.isArray(resources) ? resources : [];
  const all = messages ?? fieldsOf(detail).messages;
  const [first] = Array.isArray(all) ? all : [];
  return [resource, channelArn, fieldsOf(first).channelArn].find(isChannelArn);
}

function payloadText(payload: unknown): string {
  const { 'detail-type': type, detail } = fieldsOf(payload);
  if (typeof type !== 'string') return JSON.stringify(payload);
  return `${type}: ${JSON.stringify(detail ?? null)}`;
}

const fieldsOf = (value: unknown): Fields => Object(value) as Fields;
