import { ControlError } from '../errors.ts';

/** What an encoder asks for with its publish. */
export interface PublishAddress {
  streamKey: string;
  priority: number;
}

export const APPLICATION = 'app';

const MAX_PRIORITY = 2 ** 31 - 1;

/**
 * Reads `rtmp://<host>/app/<stream key>?priority=<n>` as it arrives: the application, and the rest.
 *
 * @throws ControlError 400 that says what is wrong, without the key
 */
export function readAddress(app: string, name: string): PublishAddress {
  if (app.replace(/\/$/, '') !== APPLICATION) {
    throw new ControlError(400, `expected rtmp://<host>:<port>/${APPLICATION}/<stream key>`);
  }
  const [streamKey = '', ...query] = name.split('?');
  if (streamKey === '') throw new ControlError(400, 'streamKey: expected one, received nothing');
  const priority = new URLSearchParams(query.join('?')).get('priority') ?? '0';
  if (/^\d{1,10}$/.test(priority) && Number(priority) <= MAX_PRIORITY) {
    return { streamKey, priority: Number(priority) };
  }
  throw new ControlError(400, `priority: expected a whole number from 0 to ${MAX_PRIORITY}`);
}
