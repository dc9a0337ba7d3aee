/** A place where an answer differs from what the documentation shows. */
export interface Difference {
  /** Members and indices, such as `channels.0.name`. */
  path: string;
  kind: 'missing' | 'extra' | 'value';
  expected?: unknown;
  actual?: unknown;
}

const TIME = /^(?:\d{10}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00))$/;

/**
 * Members whose values are different in every account or at every time. Both values must have this form, and the
 * same text in its groups.
 */
const FORMS: Record<string, RegExp> = {
  arn: /^arn:aws:ivs:us-west-2:123456789012:([a-z-]+)\/[A-Za-z0-9]{12}$/,
  channelArn: /^arn:aws:ivs:us-west-2:123456789012:(channel)\/[A-Za-z0-9]{12}$/,
  ingestEndpoint: /^[0-9a-f]{12}\.(global-contribute\.live-video\.net)$/,
  endpoint: /^[0-9a-f]{12}\.(srt\.live-video\.net)$/,
  playbackUrl:
    /^https:\/\/[0-9a-f]{12}\.(us-west-2\.playback\.live-video\.net\/api\/video\/v1\/us-west-2\.123456789012\.channel)\.[A-Za-z0-9]{8,12}\.m3u8$/,
  passphrase: /^[A-Za-z0-9]{30,79}$/,
  value: /^(sk_us-west-2)_[A-Za-z0-9]{12}_[A-Za-z0-9]{12,}$/,
  fingerprint: /^[0-9a-f]{2}(?::[0-9a-f]{2}){15}$/,
  streamId: /^st-[A-Za-z0-9]{23}$/,
  nextToken: /^[A-Za-z0-9+/=_-]+$/,
  startTime: TIME,
  endTime: TIME,
  eventTime: TIME,
};

/**
 * Compares two JSON values member by member.
 *
 * @param given texts of the command: a value that the command names must be equal, also if it has a form
 */
export function differences(
  expected: unknown,
  actual: unknown,
  given: readonly string[] = [],
  path = '',
): Difference[] {
  if (isObject(expected) && isObject(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...names].flatMap((name) => {
      const at = path === '' ? name : `${path}.${name}`;
      const [one, other] = [expected[name], actual[name]];
      if (one === undefined) return [{ path: at, kind: 'extra' as const, actual: other }];
      if (other === undefined) return [{ path: at, kind: 'missing' as const, expected: one }];
      return differences(one, other, given, at);
    });
  }
  return haveSameForm(path, expected, actual, given)
    ? []
    : [{ path, kind: 'value', expected, actual }];
}

function haveSameForm(
  path: string,
  expected: unknown,
  actual: unknown,
  given: readonly string[],
): boolean {
  if (expected === actual) return true;
  const form = FORMS[path.split('.').at(-1) ?? ''];
  if (!form || given.includes(String(expected))) return false;
  const [one, other] = [form.exec(String(expected)), form.exec(String(actual))];
  return one !== null && other !== null && `${one.slice(1)}` === `${other.slice(1)}`;
}

/** Whether a value is an object or an array. The members of an array are its indices. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
