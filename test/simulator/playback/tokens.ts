import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A playback key pair as `openssl ecparam -name secp384r1` makes it. */
export function newKeyPair(namedCurve = 'P-384') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, publicKeyMaterial: `${publicKey.export({ type: 'spki', format: 'pem' })}` };
}

const part = (json: string): string => Buffer.from(json).toString('base64url');

/** @returns a JSON Web Token */
export function signToken(
  privateKey: KeyObject,
  claims: object,
  header: object = { alg: 'ES384', typ: 'JWT' },
): string {
  return signText(privateKey, JSON.stringify(claims), header);
}

/** @returns a JSON Web Token whose payload is this text */
export function signText(
  privateKey: KeyObject,
  payload: string,
  header: object = { alg: 'ES384', typ: 'JWT' },
): string {
  const content = `${part(JSON.stringify(header))}.${part(payload)}`;
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const };
  return `${content}.${sign('sha384', Buffer.from(content), key).toString('base64url')}`;
}
