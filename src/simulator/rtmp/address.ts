import * as z from 'zod/mini';
import { readInput } from '../control/input.ts';
import { nonEmptyString, wholeNumberText } from '../control/schema-parts.ts';
import { MAX_PRIORITY } from '../control/schemas.ts';
import { ControlError } from '../errors.ts';

/** What an RTMP publish asks for. */
export interface PublishAddress {
  /** The value of a stream key. */
  streamKey: string;
  /** Priority of a takeover; 0 is none. */
  priority: number;
}

export const APPLICATION = 'app';

const schema = z.object({ streamKey: nonEmptyString, priority: wholeNumberText(MAX_PRIORITY) });

/**
 * Reads the address `rtmp://<host>:<port>/app/<stream key>?priority=<n>` from its two RTMP parts.
 *
 * @param app the application of the RTMP command `connect`
 * @param name the name of the RTMP command `publish`: stream key and query
 * @throws ControlError 400 that says what is wrong, without the stream key
 */
export function readAddress(app: string, name: string): PublishAddress {
  if (app.replace(/\/$/, '') !== APPLICATION) {
    throw new ControlError(400, `expected rtmp://<host>:<port>/${APPLICATION}/<stream key>`);
  }
  const [streamKey = '', ...query] = name.split('?');
  const priority = new URLSearchParams(query.join('?')).get('priority') ?? '0';
  return readInput(schema, { streamKey, priority }, 'address');
}
