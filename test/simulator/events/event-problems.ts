import {
  type DetailType,
  type DocumentedEvent,
  type Members,
  SCHEMA_REGISTRY,
  USER_GUIDE,
} from './documented.ts';

/** An event as EventBridge delivers it. */
export type RawEvent = Readonly<Record<string, unknown>>;
type Detail = Record<string, unknown>;

const ENVELOPE: Record<string, (value: unknown) => boolean> = {
  version: (value) => value === '0',
  id: matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  'detail-type': (value) => Object.hasOwn(SCHEMA_REGISTRY, String(value)),
  source: (value) => value === 'aws.ivs',
  account: matching(/^\d{12}$/),
  time: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  region: matching(/^[a-z]{2}-[a-z]+-\d$/),
  resources: Array.isArray,
  detail: (value) => typeof value === 'object' && value !== null,
};
const CHANNEL_ARN = /^arn:aws:ivs:[a-z0-9-]+:\d{12}:channel\/[A-Za-z0-9]{12}$/;
const FORMS: Record<string, RegExp> = { stream_id: /^st-[A-Za-z0-9]{23}$/ };

/** @returns each difference between an event and what AWS documents; an empty list if there is none */
export function eventProblems(event: RawEvent): string[] {
  const envelope = memberProblems(event, Object.keys(ENVELOPE), [], (name, value) =>
    Boolean(ENVELOPE[name]?.(value)),
  );
  if (envelope.length > 0) return envelope;
  const type = event['detail-type'] as DetailType;
  const detail = event.detail as Detail;
  const documented = documentedEvent(type, detail);
  if (!documented) return [`${type} ${JSON.stringify(detail)}: no such event is documented`];
  return [...resourceProblems(documented, event.resources), ...detailProblems(documented, detail)];
}

/** Finds the event by its name, which is in `limit` in the form of the schema registry. */
export function documentedEvent(type: string, detail: Detail): DocumentedEvent | undefined {
  return USER_GUIDE.find(
    (one) =>
      one.type === type &&
      (detail[one.nameMember] === one.name ||
        (isRegistryForm(type, detail) && detail.limit === one.name)),
  );
}

const isRegistryForm = (type: string, { limit_name }: Detail): boolean =>
  type === 'IVS Limit Breach' && limit_name === undefined;

function resourceProblems({ isOfAccount, name }: DocumentedEvent, resources: unknown): string[] {
  const [arn, ...others] = resources as unknown[];
  const fits = isOfAccount ? arn === undefined : CHANNEL_ARN.test(String(arn));
  return fits && others.length === 0 ? [] : [`${name}: resources ${JSON.stringify(resources)}`];
}

function detailProblems(documented: DocumentedEvent, detail: Detail): string[] {
  const { type, nameMember, name, members, optional = {}, values = {} } = documented;
  const required: Members = isRegistryForm(type, detail)
    ? SCHEMA_REGISTRY[type]
    : { ...members, [nameMember]: 'string' };
  const types: Members = { ...required, ...optional };
  const problems = memberProblems(
    detail,
    Object.keys(required),
    Object.keys(optional),
    (member, value) =>
      hasType(value, types[member]) &&
      (FORMS[member]?.test(String(value)) ?? true) &&
      (values[member]?.includes(String(value)) ?? true),
  );
  return problems.map((problem) => `${name}: ${problem}`);
}

function memberProblems(
  value: RawEvent,
  required: string[],
  optional: string[],
  fits: (name: string, value: unknown) => boolean,
): string[] {
  const missing = required.filter((name) => value[name] === undefined);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    if (![...required, ...optional].includes(name)) return [`${name} is not documented`];
    return fits(name, member) ? [] : [`${name} is ${JSON.stringify(member)}`];
  });
  return [...missing.map((name) => `${name} is missing`), ...wrong];
}

function hasType(value: unknown, type: Members[string] | undefined): boolean {
  if (type === 'strings')
    return Array.isArray(value) && value.every((one) => hasType(one, 'string'));
  if (type === 'number') return Number.isInteger(value) && Number(value) >= 0;
  return typeof value === type;
}

function matching(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}
