import { DURATION_FORMAT, parseDuration } from '../platform/duration.ts';
import { quote } from '../platform/errors.ts';

/**
 * The keys of the tags with which a channel's owner says what this stage may do; see docs/policy.md. The setting
 * `tagPrefix` is their first part, so that two stages in one account and region can obey different tags.
 */
export interface TagKeys {
  /** With the colon: `autopilot:`. */
  prefix: string;
  autoDelete: string;
  rotateKey: string;
  protect: string;
}

/** @param prefix the setting `tagPrefix`, in lower case and without a colon */
export function tagKeys(prefix: string): TagKeys {
  return {
    prefix: `${prefix}:`,
    autoDelete: `${prefix}:auto-delete`,
    rotateKey: `${prefix}:rotate-key`,
    protect: `${prefix}:protect`,
  };
}

/** A tag's parsed value. `unreadable`: the autopilot does nothing and reports the reason. */
export type ParsedTag<T> =
  | { state: 'absent' }
  | { state: 'unreadable'; reason: string }
  | { state: 'set'; value: T };

/** How long to wait after the last stream before the deletion: the default grace, or this many ms. */
export type Grace = 'default' | number;

/** When to rotate the key: after each stream, at this age in ms, or never. */
export type RotateKeyRule = { on: 'end' } | { on: 'age'; ageMs: number } | { on: 'never' };

export interface Policy {
  /** The keys of the tags that it was read from. */
  keys: TagKeys;
  autoDelete: ParsedTag<Grace>;
  rotateKey: ParsedTag<RotateKeyRule>;
  protect: ParsedTag<true>;
}

export type Tags = Readonly<Record<string, string>>;

/**
 * Reads a channel's policy from its tags. The values are parsed strictly: `True`, ` true` and `10 m`
 * are unreadable. A tag that begins with the prefix (in any case) and is none of the three makes
 * `protect` unreadable, because it may be a typo such as `autopilot:protected`. When in doubt, the
 * channel stays as it is.
 */
export function readPolicy(tags: Tags = {}, keys: TagKeys): Policy {
  return {
    keys,
    autoDelete: readTag(tags, keys.autoDelete, 'true or ', readGrace),
    rotateKey: readTag(tags, keys.rotateKey, 'on-end, never or ', readRotateKeyRule),
    protect: readProtect(tags, keys),
  };
}

/** The tags that begin with the prefix, in any case. The audit does not record other tags. */
export function policyTags(tags: Tags, keys: TagKeys): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => hasPrefix(key, keys)));
}

/** Why neither the channel nor its key may be changed. */
export type Protection = { reason: 'protected' | 'tag-unreadable'; detail?: string };

/** @returns undefined if the channel is not protected; an unreadable `protect` tag protects it too */
export function protectionOf({ protect }: Policy): Protection | undefined {
  if (protect.state === 'unreadable') return { reason: 'tag-unreadable', detail: protect.reason };
  return protect.state === 'set' ? { reason: 'protected' } : undefined;
}

/** Why tags are unreadable, one text for each; empty if all are readable. */
export function unreadableTags(policy: Policy): string[] {
  return [policy.autoDelete, policy.rotateKey, policy.protect].flatMap((tag) =>
    tag.state === 'unreadable' ? [tag.reason] : [],
  );
}

/** @param allowed the values that are allowed besides a duration, for the error */
function readTag<T>(
  tags: Tags,
  key: string,
  allowed: string,
  parse: (text: string) => T | undefined,
): ParsedTag<T> {
  const text = tags[key];
  if (text === undefined) return { state: 'absent' };
  const value = parse(text);
  if (value !== undefined) return { state: 'set', value };
  return unreadable(key, `${allowed}${DURATION_FORMAT}`, text);
}

function readGrace(text: string): Grace | undefined {
  return text === 'true' ? 'default' : parseDuration(text);
}

function readRotateKeyRule(text: string): RotateKeyRule | undefined {
  if (text === 'on-end') return { on: 'end' };
  if (text === 'never') return { on: 'never' };
  const ageMs = parseDuration(text);
  return ageMs === undefined ? undefined : { on: 'age', ageMs };
}

function readProtect(tags: Tags, keys: TagKeys): ParsedTag<true> {
  const text = tags[keys.protect];
  if (text === 'true') return { state: 'set', value: true };
  if (text !== undefined) return unreadable(keys.protect, 'true', text);
  const known = [keys.autoDelete, keys.rotateKey, keys.protect];
  const unknown = Object.keys(tags).find((key) => hasPrefix(key, keys) && !known.includes(key));
  if (unknown === undefined) return { state: 'absent' };
  const reason = `tag ${quote(unknown)}: expected one of ${known.join(', ')}`;
  return { state: 'unreadable', reason };
}

function hasPrefix(key: string, { prefix }: TagKeys): boolean {
  return key.trim().toLowerCase().startsWith(prefix);
}

function unreadable(key: string, expected: string, received: string): ParsedTag<never> {
  const reason = `tag ${key}: expected ${expected}, received ${quote(received)}`;
  return { state: 'unreadable', reason };
}
