import { DURATION_FORMAT, parseDuration } from '../platform/duration.ts';
import { quote } from '../platform/errors.ts';

/** The tags with which a channel's owner says what the autopilot may do; see docs/policy.md. */
export const AUTO_DELETE = 'autopilot:auto-delete';
export const ROTATE_KEY = 'autopilot:rotate-key';
export const PROTECT = 'autopilot:protect';

const PREFIX = 'autopilot:';
const KNOWN = new Set([AUTO_DELETE, ROTATE_KEY, PROTECT]);

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
  autoDelete: ParsedTag<Grace>;
  rotateKey: ParsedTag<RotateKeyRule>;
  protect: ParsedTag<true>;
}

export type Tags = Readonly<Record<string, string>>;

/**
 * Reads a channel's policy from its tags. The values are parsed strictly: `True`, ` true` and `10 m`
 * are unreadable. A tag that begins with `autopilot:` (in any case) and is none of the three makes
 * `protect` unreadable, because it may be a typo such as `autopilot:protected`. When in doubt, the
 * channel stays as it is.
 */
export function readPolicy(tags: Tags = {}): Policy {
  return {
    autoDelete: readTag(tags, AUTO_DELETE, 'true or ', readGrace),
    rotateKey: readTag(tags, ROTATE_KEY, 'on-end, never or ', readRotateKeyRule),
    protect: readProtect(tags),
  };
}

/** The tags that begin with `autopilot:`, in any case. The audit does not record other tags. */
export function policyTags(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => hasPrefix(key)));
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

function readProtect(tags: Tags): ParsedTag<true> {
  const text = tags[PROTECT];
  if (text === 'true') return { state: 'set', value: true };
  if (text !== undefined) return unreadable(PROTECT, 'true', text);
  const unknown = Object.keys(tags).find((key) => hasPrefix(key) && !KNOWN.has(key));
  if (unknown === undefined) return { state: 'absent' };
  const reason = `tag ${quote(unknown)}: expected one of ${[...KNOWN].join(', ')}`;
  return { state: 'unreadable', reason };
}

function hasPrefix(key: string): boolean {
  return key.trim().toLowerCase().startsWith(PREFIX);
}

function unreadable(key: string, expected: string, received: string): ParsedTag<never> {
  const reason = `tag ${key}: expected ${expected}, received ${quote(received)}`;
  return { state: 'unreadable', reason };
}
