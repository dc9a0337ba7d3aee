import { busArn } from '../../account.ts';
import { isJsonObject, type JsonObject, serializationError } from '../../aws-json.ts';
import { notFound, optionalString, requiredString, validationError } from '../members.ts';
import type { EventsApi, EventsOperation } from './operation.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Tag.html */
const MAX_TAGS = 50;
const KEY = { max: 128 };
const VALUE = { max: 256 };

/** Terraform asks for the tags of each rule and bus that it has made. */
export const TAG_OPERATIONS: Readonly<Record<string, EventsOperation>> = {
  TagResource: (api, input) => {
    addTags(api, existingArn(api, input), input);
    return {};
  },
  UntagResource: (api, input) => {
    const arn = existingArn(api, input);
    const tags = new Map(api.tags.get(arn));
    for (const key of listOf(input, 'TagKeys')) tags.delete(String(key));
    api.tags.set(arn, tags);
    return {};
  },
  ListTagsForResource: (api, input) => {
    const tags = api.tags.get(existingArn(api, input)) ?? new Map();
    return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
  },
};

/** Adds the member `Tags` of a request to the tags of a rule or a bus. */
export function addTags({ tags }: Pick<EventsApi, 'tags'>, arn: string, input: JsonObject): void {
  const added = listOf(input, 'Tags').map((tag) => {
    if (!isJsonObject(tag)) throw serializationError('Tags: expected objects');
    return [requiredString(tag, 'Key', KEY), optionalString(tag, 'Value', VALUE) ?? ''] as const;
  });
  const all = new Map([...(tags.get(arn) ?? []), ...added]);
  if (all.size > MAX_TAGS)
    throw validationError(`Tags: at most ${MAX_TAGS}, received ${all.size}.`);
  if (added.length > 0) tags.set(arn, all);
}

function existingArn({ buses, rules, created }: EventsApi, input: JsonObject): string {
  const arn = requiredString(input, 'ResourceARN');
  const isBus = buses.names().some((name) => busArn(name) === arn);
  const isRule = rules.has(arn) || created.list().some((rule) => rule.arn === arn);
  if (isBus || isRule) return arn;
  throw notFound(`Resource ${arn} does not exist.`);
}

function listOf(input: JsonObject, name: string): unknown[] {
  const list = input[name] ?? [];
  if (Array.isArray(list)) return list;
  throw serializationError(`${name}: expected a list`);
}
