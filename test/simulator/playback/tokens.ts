import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A playback key pair as `openssl ecparam -name secp384r1` makes it. */
export function newKeyPair(namedCurve = 'P-384') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, publicKeyMaterial: `${publicKey.export({ type: 'spki', format: 'pem' })}` };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** @returns a JSON Web Token */
export function signToken(
  privateKey: KeyObject,
  claims: object,
  header: object = { alg: 'ES384', typ: 'JWT' },
): string {
  const content = `${part(header)}.${part(claims)}`;
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const };
  return `${content}.${sign('sha384', Buffer.from(content), key).toString('base64url')}`;
}
