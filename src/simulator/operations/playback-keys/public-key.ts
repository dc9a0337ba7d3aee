import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { serviceError } from '../../model/service-error.ts';

const P_384 = 'secp384r1';

/** @returns the fingerprint of a public key: the MD5 of the key in DER, as 16 hexadecimal pairs */
export function fingerprintOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  const hex = createHash('md5').update(der).digest('hex');
  return hex.replace(/(..)(?=.)/g, '$1:');
}

/**
 * @param material an ECDSA P-384 public key in PEM
 * @throws ServiceError ValidationException for anything else
 */
export function readPublicKey(material: string): KeyObject {
  if (!/^\s*-----BEGIN PUBLIC KEY-----/.test(material)) throw refusal('is not a public key in PEM');
  let key: KeyObject;
  try {
    key = createPublicKey(material);
  } catch {
    throw refusal('is not a public key in PEM');
  }
  if (key.asymmetricKeyDetails?.namedCurve !== P_384) throw refusal('is not an ECDSA P-384 key');
  return key;
}

function refusal(why: string): Error {
  const message = `1 validation error detected: Value at 'publicKeyMaterial' ${why}`;
  return serviceError('ValidationException', message);
}
