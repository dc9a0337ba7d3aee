import { type KeyObject, verify } from 'node:crypto';
import { MAX_STRICT_ORIGINS, type OriginRule } from './origins.ts';

/** What a valid playback token allows. */
export interface PlaybackGrant {
  origins: OriginRule;
  /** The id of a token that may be used only once, and until when it is valid, in ms since the epoch. */
  singleUse?: { uuid: string; until: number };
  viewer?: { id: string; version: number };
  /** The largest number of lines of the picture. */
  maxLines?: number;
}

export type TokenResult = { grant: PlaybackGrant } | { problem: string };

type Claims = Record<string, unknown>;

interface TokenContext {
  channelArn: string;
  /** The public keys of the imported playback key pairs. */
  keys: readonly KeyObject[];
  /** ms since the epoch. */
  now: number;
}

/** Tokens with a viewer id or for single use may be valid for so long. */
const MAX_SHORT_MS = 600_000;
const MAX_VIEWER_ID = 40;
/** So many characters of a wrong value are in the error. */
const MAX_SHOWN = 100;
const LINES: Record<string, number> = { SD: 480, HD: 720, FULL_HD: 1_080 };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

class TokenProblem extends Error {
  override readonly name = 'TokenProblem';
}

/**
 * Checks a playback token as IVS does: a JSON Web Token with the algorithm ES384.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/private-channels-generate-tokens.html
 */
export function checkToken(token: string | undefined, context: TokenContext): TokenResult {
  try {
    return { grant: grantOf(signedClaims(token, context.keys), context) };
  } catch (error) {
    if (error instanceof TokenProblem) return { problem: error.message };
    throw error;
  }
}

function signedClaims(token: string | undefined, keys: readonly KeyObject[]): Claims {
  if (!token) throw new TokenProblem('token: expected a playback token, received none');
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  const { alg } = readPart(header, 'header');
  expectThat(rest.length === 0 && signature !== '', 'token', 'three parts', 'another number');
  expectThat(alg === 'ES384', 'alg', 'ES384', alg);
  const claims = readPart(payload, 'payload');
  const signed = Buffer.from(`${header}.${payload}`);
  const bytes = Buffer.from(signature, 'base64url');
  const isSigned = keys.some((key) =>
    verify('sha384', signed, { key, dsaEncoding: 'ieee-p1363' }, bytes),
  );
  if (!isSigned)
    throw new TokenProblem(
      `token: expected a signature of one of the ${keys.length} imported playback key pairs`,
    );
  return claims;
}

function readPart(part: string, name: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value as Claims;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new TokenProblem(`token: expected a JSON object as ${name}`);
}

function grantOf(claims: Claims, { channelArn, now }: TokenContext): PlaybackGrant {
  const arn = claims['aws:channel-arn'];
  expectThat(arn === channelArn, 'aws:channel-arn', channelArn, arn);
  const { exp } = claims;
  expectThat(typeof exp === 'number', 'exp', 'a number of seconds', exp);
  const until = Number(exp) * 1_000;
  expectThat(until > now, 'exp', `a time after ${Math.floor(now / 1_000)}`, exp);
  const singleUse = singleUseOf(claims, until);
  const viewer = viewerOf(claims);
  const isShort = until <= now + MAX_SHORT_MS || !(singleUse || viewer);
  expectThat(isShort, 'exp', 'at most ten minutes from now', exp);
  const maxLines = maxLinesOf(claims);
  return {
    origins: originRuleOf(claims),
    ...(singleUse && { singleUse }),
    ...(viewer && { viewer }),
    ...(maxLines !== undefined && { maxLines }),
  };
}

function originRuleOf(claims: Claims): OriginRule {
  const text = claims['aws:access-control-allow-origin'] ?? '';
  const isStrict = claims['aws:strict-origin-enforcement'] ?? false;
  expectThat(typeof text === 'string', 'aws:access-control-allow-origin', 'a string', text);
  expectThat(typeof isStrict === 'boolean', 'aws:strict-origin-enforcement', 'a boolean', isStrict);
  const origins = `${text}`.split(',').flatMap((origin) => origin.trim() || []);
  const isFew = !isStrict || origins.length <= MAX_STRICT_ORIGINS;
  expectThat(isFew, 'aws:access-control-allow-origin', 'at most 5 origins', origins.length);
  return { origins: origins.includes('*') ? [] : origins, isStrict: isStrict === true };
}

function singleUseOf(claims: Claims, until: number): PlaybackGrant['singleUse'] {
  const uuid = claims['aws:single-use-uuid'];
  if (uuid === undefined) return undefined;
  expectThat(typeof uuid === 'string' && UUID.test(uuid), 'aws:single-use-uuid', 'a UUID', uuid);
  return { uuid: `${uuid}`.toLowerCase(), until };
}

function viewerOf(claims: Claims): PlaybackGrant['viewer'] {
  const id = claims['aws:viewer-id'];
  const given = claims['aws:viewer-session-version'] ?? 0;
  const version = typeof given === 'string' && given !== '' ? Number(given) : given;
  const isVersion = typeof version === 'number' && Number.isInteger(version) && version >= 0;
  expectThat(isVersion, 'aws:viewer-session-version', 'a whole number from 0', given);
  if (id === undefined) return undefined;
  const isId = typeof id === 'string' && id.length >= 1 && id.length <= MAX_VIEWER_ID;
  expectThat(isId, 'aws:viewer-id', `a string of 1 to ${MAX_VIEWER_ID} characters`, id);
  return { id: `${id}`, version: Number(version) };
}

function maxLinesOf(claims: Claims): number | undefined {
  const name = claims['aws:maximum-resolution'];
  if (name === undefined) return undefined;
  const isKnown = typeof name === 'string' && Object.hasOwn(LINES, name);
  expectThat(isKnown, 'aws:maximum-resolution', Object.keys(LINES).join(', '), name);
  return LINES[`${name}`];
}

function expectThat(holds: boolean, field: string, expected: string, received: unknown): void {
  if (!holds) throw new TokenProblem(`${field}: expected ${expected}, received ${shown(received)}`);
}

/** @returns a value for an error. Lists and objects may be nested so deeply that they cannot be made a text. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = `${JSON.stringify(value)}`;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
