import { queueArn } from '../account.ts';
import { isJsonObject, type JsonObject } from '../aws-json.ts';
import type { QueuePlan } from '../config/plan.ts';
import { invalid, invalidAttributeValue } from './errors.ts';

/** A queue as a redrive policy refers to it. */
export interface DeadLetterTarget {
  plan: QueuePlan;
  /** Its attribute `RedriveAllowPolicy`. */
  allowPolicy: string | undefined;
}
/** @returns undefined if there is no queue with this ARN */
export type FindQueue = (arn: string) => DeadLetterTarget | undefined;

const MAX_RECEIVES = 1_000;
const DEFAULT_RECEIVES = 10;
const PERMISSIONS = ['allowAll', 'denyAll', 'byQueue'];

/**
 * Reads the attribute `RedrivePolicy`. An empty one removes the policy.
 *
 * @throws SqsError InvalidParameterValue
 */
export function readRedrivePolicy(
  source: QueuePlan,
  text: string,
  find: FindQueue,
): Pick<QueuePlan, 'redrive'> {
  if (text === '') return {};
  const refuse = (reason: string) => invalid('RedrivePolicy', text, reason);
  const policy = parse(text);
  if (!policy) throw refuse('Redrive policy is not a valid JSON map.');
  const { deadLetterTargetArn: arn, maxReceiveCount = DEFAULT_RECEIVES, ...others } = policy;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse(`Redrive policy contains an unknown attribute: ${other}`);
  if (typeof arn !== 'string')
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > MAX_RECEIVES) {
    const range = `valid values are from 1 to ${MAX_RECEIVES} both inclusive`;
    throw refuse(`Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, ${range}.`);
  }
  const target = find(arn);
  if (!target) throw refuse('Dead letter target does not exist.');
  if (target.plan.fifo !== source.fifo)
    throw refuse('Dead-letter queue must be same type of queue as the source.');
  if (!allows(target, queueArn(source.name)))
    throw refuse('The RedriveAllowPolicy of the dead-letter queue does not allow this queue.');
  return { redrive: { queue: target.plan.name, maxReceiveCount: count } };
}

/**
 * Checks the attribute `RedriveAllowPolicy`.
 *
 * @returns the permission and the ARNs of the queues that it names
 * @throws SqsError InvalidAttributeValue
 */
export function readRedriveAllowPolicy(text: string): { permission: string; arns: unknown[] } {
  const policy = text === '' ? { redrivePermission: 'allowAll' } : parse(text);
  const { redrivePermission: permission, sourceQueueArns: arns = [] } = policy ?? {};
  const isKnown = typeof permission === 'string' && PERMISSIONS.includes(permission);
  if (!isKnown || !Array.isArray(arns)) throw invalidAttributeValue('RedriveAllowPolicy');
  const namesQueues = arns.length > 0;
  if (namesQueues !== (permission === 'byQueue')) throw invalidAttributeValue('RedriveAllowPolicy');
  return { permission, arns };
}

function allows({ allowPolicy }: DeadLetterTarget, sourceArn: string): boolean {
  if (allowPolicy === undefined) return true;
  const { permission, arns } = readRedriveAllowPolicy(allowPolicy);
  return permission === 'allowAll' || (permission === 'byQueue' && arns.includes(sourceArn));
}

function parse(text: string): JsonObject | undefined {
  try {
    const policy: unknown = JSON.parse(text);
    return isJsonObject(policy) ? policy : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
