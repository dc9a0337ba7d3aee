import { nameInArn, queueArn } from '../../account.ts';
import type { JsonObject } from '../../aws-json.ts';
import { QUEUE_DEFAULTS } from '../../config/resources.ts';
import {
  invalid,
  invalidAttributeValue,
  missing,
  queueExists,
  unknownAttribute,
} from '../errors.ts';
import { queueName, requiredString, stringList } from '../input.ts';
import { applyAttributes, isFlag, type QueueSettings, stringMap } from '../queue-attributes.ts';
import type { Queues } from '../queues.ts';
import type { FindQueue } from '../redrive-policy.ts';
import { settingsOf, urlOf } from './describe.ts';

const NAME = /^[A-Za-z0-9_-]{1,80}$/;
const NAME_LENGTH = 80;
const FIFO_SUFFIX = '.fifo';
const NAME_RULE =
  'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
const MAX_TAGS = 50;

/**
 * Creates a queue. If it exists already with the given attributes, this answers its URL. SQS does not create a
 * queue with the name of one that was deleted in the last minute; the stack does, so that nobody has to wait.
 *
 * @throws SqsError QueueNameExists if an attribute of the existing queue is different
 */
export function createQueue(queues: Queues, input: JsonObject, endpoint: string): object {
  const name = requiredString(input, 'QueueName');
  const { FifoQueue, ...given } = stringMap(input, 'Attributes');
  const fifo = isFifo(name, FifoQueue);
  const initial = { plan: { ...QUEUE_DEFAULTS, name, fifo }, attributes: {} };
  const settings = applyAttributes(initial, given, finder(queues));
  if (queues.has(name)) checkSame(queues, name, settings, Object.keys(given));
  else {
    const tags = checkedTags(stringMap(input, input.Tags === undefined ? 'tags' : 'Tags'));
    queues.create(settings.plan, { attributes: settings.attributes, tags });
  }
  return { QueueUrl: urlOf(endpoint, name) };
}

export function setQueueAttributes(queues: Queues, input: JsonObject): object {
  const name = queueName(input);
  const current = { plan: queues.plan(name), attributes: queues.facts(name).attributes };
  const given = stringMap(input, 'Attributes');
  if (Object.keys(given).length === 0) throw missing('Attribute.Name');
  const { plan, attributes } = applyAttributes(current, given, finder(queues));
  queues.configure(plan, attributes);
  return {};
}

export function deleteQueue(queues: Queues, input: JsonObject): object {
  queues.remove(queueName(input));
  return {};
}

export function purgeQueue(queues: Queues, input: JsonObject): object {
  queues.purge(queueName(input));
  return {};
}

export function tagQueue(queues: Queues, input: JsonObject): object {
  const name = queueName(input);
  const { tags } = queues.facts(name);
  queues.setTags(name, checkedTags({ ...tags, ...stringMap(input, 'Tags') }));
  return {};
}

export function untagQueue(queues: Queues, input: JsonObject): object {
  const name = queueName(input);
  const removed = new Set(stringList(input, 'TagKeys'));
  const { tags } = queues.facts(name);
  queues.setTags(
    name,
    Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key))),
  );
  return {};
}

export function listQueueTags(queues: Queues, input: JsonObject): object {
  const { tags } = queues.facts(queueName(input));
  return Object.keys(tags).length > 0 ? { Tags: tags } : {};
}

/** @param flag the attribute `FifoQueue` */
function isFifo(name: string, flag: string | undefined): boolean {
  if (flag !== undefined && !isFlag(flag)) throw invalidAttributeValue('FifoQueue');
  const fifo = flag?.toLowerCase() === 'true';
  // SQS knows the attribute only with the value true.
  if (flag !== undefined && !fifo) throw unknownAttribute('FifoQueue');
  const base = fifo && name.endsWith(FIFO_SUFFIX) ? name.slice(0, -FIFO_SUFFIX.length) : name;
  if (fifo && base === name) {
    const rule =
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores';
    throw invalid(
      'QueueName',
      name,
      `${rule}, must end with .fifo suffix and be 1 to 80 in length.`,
    );
  }
  if (!NAME.test(base) || name.length > NAME_LENGTH) throw invalid('QueueName', name, NAME_RULE);
  return fifo;
}

function checkSame(
  queues: Queues,
  name: string,
  { plan, attributes }: QueueSettings,
  given: string[],
): void {
  const existing = settingsOf(queues, name);
  const wanted = settingsOf({ plan: () => plan, facts: () => ({ attributes }) }, name);
  const different = given.find((attribute) => existing[attribute] !== wanted[attribute]);
  if (different !== undefined) throw queueExists(different);
}

function checkedTags(tags: Record<string, string>): Record<string, string> {
  const count = Object.keys(tags).length;
  if (count <= MAX_TAGS) return tags;
  throw invalid('Tags', count, `A queue can have at most ${MAX_TAGS} tags.`);
}

const finder =
  (queues: Queues): FindQueue =>
  (arn) => {
    const name = nameInArn(arn);
    if (queueArn(name) !== arn || !queues.has(name)) return undefined;
    return {
      plan: queues.plan(name),
      allowPolicy: queues.facts(name).attributes.RedriveAllowPolicy,
    };
  };
