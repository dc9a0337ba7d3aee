import { isJsonObject, type JsonObject, serializationError } from '../aws-json.ts';
import type { QueuePlan } from '../config/plan.ts';
import { MAX_MESSAGE_BYTES } from '../config/resources.ts';
import { invalidAttributeValue, unknownAttribute } from './errors.ts';
import type { QueueFacts } from './queue-facts.ts';
import { type FindQueue, readRedriveAllowPolicy, readRedrivePolicy } from './redrive-policy.ts';

/** The settings of a queue as its attributes give them. */
export interface QueueSettings {
  plan: QueuePlan;
  /** Attributes without effect on one machine. */
  attributes: QueueFacts['attributes'];
}

/** Whole numbers: the member of the plan, and the range that SQS accepts. */
const NUMBERS = {
  DelaySeconds: ['delaySeconds', 0, 900],
  MaximumMessageSize: ['maximumMessageBytes', 1_024, MAX_MESSAGE_BYTES],
  MessageRetentionPeriod: ['retentionSeconds', 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: ['receiveWaitSeconds', 0, 20],
  VisibilityTimeout: ['visibilityTimeoutSeconds', 0, 43_200],
} as const satisfies Record<string, [keyof QueuePlan, number, number]>;

/** Attributes that are kept and have no effect, and the values that SQS accepts. */
const KEPT: Record<string, (value: string) => boolean> = {
  FifoThroughputLimit: (value) => value === 'perQueue' || value === 'perMessageGroupId',
  KmsDataKeyReusePeriodSeconds: (value) => isWhole(value, 60, 86_400),
  KmsMasterKeyId: () => true,
  Policy: (value) => value === '' || isObjectText(value),
  RedriveAllowPolicy: (value) => value === '' || isObjectText(value),
  SqsManagedSseEnabled: (value) => isFlag(value),
};
const FIFO_ONLY = new Set([
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
]);

/**
 * Applies the attributes of CreateQueue or SetQueueAttributes to a queue:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 *
 * @param find finds the dead-letter queue of a redrive policy
 * @throws SqsError that names the attribute
 */
export function applyAttributes(
  current: QueueSettings,
  given: Readonly<Record<string, string>>,
  find: FindQueue,
): QueueSettings {
  return Object.entries(given).reduce(
    (settings, [name, value]) => apply(settings, name, value, find),
    current,
  );
}

function apply(
  { plan, attributes }: QueueSettings,
  name: string,
  value: string,
  find: FindQueue,
): QueueSettings {
  if (FIFO_ONLY.has(name) && !plan.fifo) throw unknownAttribute(name);
  if (name === 'RedrivePolicy') {
    const { redrive: _, ...rest } = plan;
    return { plan: { ...rest, ...readRedrivePolicy(plan, value, find) }, attributes };
  }
  const change = changeOf(name, value);
  if (change) return { plan: { ...plan, ...change }, attributes };
  const isValid = Object.hasOwn(KEPT, name) ? KEPT[name] : undefined;
  if (!isValid) throw unknownAttribute(name);
  if (!isValid(value)) throw invalidAttributeValue(name);
  if (name === 'RedriveAllowPolicy') readRedriveAllowPolicy(value);
  const { [name]: _, ...others } = attributes;
  return { plan, attributes: value === '' ? others : { ...others, [name]: value } };
}

/** @returns undefined for an attribute that is no simple member of the plan */
function changeOf(name: string, value: string): Partial<QueuePlan> | undefined {
  if (Object.hasOwn(NUMBERS, name)) {
    const [member, min, max] = NUMBERS[name as keyof typeof NUMBERS];
    if (!isWhole(value, min, max)) throw invalidAttributeValue(name);
    return { [member]: Number(value) };
  }
  if (name === 'ContentBasedDeduplication') {
    if (!isFlag(value)) throw invalidAttributeValue(name);
    return { contentBasedDeduplication: value.toLowerCase() === 'true' };
  }
  if (name !== 'DeduplicationScope') return undefined;
  if (value !== 'queue' && value !== 'messageGroup') throw invalidAttributeValue(name);
  return { deduplicationScope: value };
}

/** @throws AwsError SerializationException for anything but a map of strings */
export function stringMap(input: JsonObject, name: string): Record<string, string> {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value)) throw serializationError(`${name}: expected an object`);
  for (const [key, text] of Object.entries(value))
    if (typeof text !== 'string') throw serializationError(`${name}.${key}: expected a string`);
  return value as Record<string, string>;
}

export const isFlag = (value: string): boolean => /^(true|false)$/i.test(value);

const isWhole = (value: string, min: number, max: number): boolean =>
  /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;

function isObjectText(value: string): boolean {
  try {
    return isJsonObject(JSON.parse(value));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
