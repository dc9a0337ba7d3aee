import { DURATION_FORMAT, parseDuration } from '../platform/duration.ts';
import { quote } from '../platform/errors.ts';

/** The tags by which a channel's owner says what the autopilot may do. `docs/policy.md` explains them. */
export const AUTO_DELETE = 'autopilot:auto-delete';
export const ROTATE_KEY = 'autopilot:rotate-key';
export const PROTECT = 'autopilot:protect';

const PREFIX = 'autopilot:';
const KNOWN = new Set([AUTO_DELETE, ROTATE_KEY, PROTECT]);

/** A tag as it was read. `unreadable` means: do nothing, and say so. */
export type ParsedTag<T> =
  | { state: 'absent' }
  | { state: 'unreadable'; reason: string }
  | { state: 'set'; value: T };

/** When to delete: after the default grace, or after one of its own, ms. */
export type Grace = 'default' | number;

/** When to rotate: after each stream, when the key is that old (ms), or never. */
export type RotateKeyRule = { on: 'end' } | { on: 'age'; ageMs: number } | { on: 'never' };

export interface Policy {
  autoDelete: ParsedTag<Grace>;
  rotateKey: ParsedTag<RotateKeyRule>;
  protect: ParsedTag<true>;
}

export type Tags = Readonly<Record<string, string>>;

/**
 * Reads a channel's policy from its tags, strictly: `True`, ` true` or `10 m` are not readable.
 * A tag that begins with `autopilot:` but is none of the three (a typo such as `autopilot:protected`,
 * or another case) makes `protect` unreadable: where in doubt, the channel stays as it is.
 */
export function readPolicy(tags: Tags = {}): Policy {
  return {
    autoDelete: readTag(tags, AUTO_DELETE, 'true or ', readGrace),
    rotateKey: readTag(tags, ROTATE_KEY, 'on-end, never or ', readRotation),
    protect: readProtect(tags),
  };
}

/** The tags that are ours, for the audit; others are none of our business. */
export function policyTags(tags: Tags): Tags {
  return Object.fromEntries(
    Object.entries(tags).filter(([key]) => key.trim().toLowerCase().startsWith(PREFIX)),
  );
}

/** What stands in the way of every action, if anything does. */
export type Protection = { reason: 'protected' | 'tag-unreadable'; detail?: string };

/** Whether the channel is protected, or may be. */
export function protectionOf({ protect }: Policy): Protection | undefined {
  if (protect.state === 'unreadable') return { reason: 'tag-unreadable', detail: protect.reason };
  return protect.state === 'set' ? { reason: 'protected' } : undefined;
}

/** Why the tags can't be read, one sentence each; empty if they can. */
export function unreadableTags(policy: Policy): string[] {
  return [policy.autoDelete, policy.rotateKey, policy.protect].flatMap((reading) =>
    reading.state === 'unreadable' ? [reading.reason] : [],
  );
}

function readTag<T>(
  tags: Tags,
  key: string,
  words: string,
  read: (value: string) => T | undefined,
): ParsedTag<T> {
  const text = tags[key];
  if (text === undefined) return { state: 'absent' };
  const value = read(text);
  if (value !== undefined) return { state: 'set', value };
  return unreadable(key, `${words}${DURATION_FORMAT}`, text);
}

function readGrace(text: string): Grace | undefined {
  return text === 'true' ? 'default' : parseDuration(text);
}

function readRotation(text: string): RotateKeyRule | undefined {
  if (text === 'on-end') return { on: 'end' };
  if (text === 'never') return { on: 'never' };
  const ageMs = parseDuration(text);
  return ageMs === undefined ? undefined : { on: 'age', ageMs };
}

function readProtect(tags: Tags): ParsedTag<true> {
  const text = tags[PROTECT];
  if (text === 'true') return { state: 'set', value: true };
  if (text !== undefined) return unreadable(PROTECT, 'true', text);
  const stray = Object.keys(tags).find(isStray);
  if (stray === undefined) return { state: 'absent' };
  const reason = `tag ${quote(stray)}: expected one of ${[...KNOWN].join(', ')}`;
  return { state: 'unreadable', reason };
}

function isStray(key: string): boolean {
  return key.trim().toLowerCase().startsWith(PREFIX) && !KNOWN.has(key);
}

function unreadable(key: string, expected: string, got: string): ParsedTag<never> {
  return {
    state: 'unreadable',
    reason: `tag ${key}: expected ${expected}, received ${quote(got)}`,
  };
}
