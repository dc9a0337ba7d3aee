import { InputError } from '../platform/errors.ts';
import { parseArn } from './arn.ts';
import type { IvsEvent } from './events.ts';

/** Where this function runs, as far as it knows. */
export interface AccountRegion {
  region?: string;
  account?: string;
}

export function accountRegion(
  region: string | undefined,
  account: string | undefined,
): AccountRegion {
  return { ...(region !== undefined && { region }), ...(account !== undefined && { account }) };
}

/** Ids are parts of table keys. IVS's stream ids are `st-` plus 23; EventBridge's ids are UUIDs. */
const STREAM_ID = /^[A-Za-z0-9_-]{1,128}$/;
const LONGEST_EVENT_ID = 256;
/** IVS's own limit, in its service model. */
const LONGEST_ARN = 128;
/** ISO 8601 with a year of four digits: others don't sort as text. */
const ISO_LENGTH = '2026-11-21T12:00:00.000Z'.length;

/**
 * Refuses what can never be recorded rightly.
 *
 * @param accountRegion where this function runs, as far as it knows
 * @param needsStream whether the event says nothing without a stream id
 * @throws InputError for an event of another region or account, or ids that can't be a key
 */
export function acceptEvent(
  event: IvsEvent,
  accountRegion: AccountRegion,
  needsStream: boolean,
): void {
  const { id, time, region, account, channelArn, streamId } = event;
  expectSame('region', region, accountRegion.region);
  expectSame('account', account, accountRegion.account);
  if (channelArn !== undefined) expectOwnChannel('resources[0]', channelArn, { region, account });
  if (id.length > LONGEST_EVENT_ID)
    throw new InputError('id', `at most ${LONGEST_EVENT_ID} characters`, id);
  if (time.length !== ISO_LENGTH) throw new InputError('time', 'a year from 0000 to 9999', time);
  if (streamId !== undefined || needsStream) expectStreamId('detail.stream_id', streamId);
}

/** @throws InputError that names `field` for what can't be a stream's id */
export function expectStreamId(field: string, streamId: string | undefined): void {
  if (streamId === undefined || !STREAM_ID.test(streamId))
    throw new InputError(field, 'a stream id such as st-1A2b3c4D5e6F78ghij9Klmn', streamId);
}

/** @throws InputError that names `field` if the channel is of another region or account */
export function expectOwnChannel(
  field: string,
  channelArn: string,
  accountRegion: AccountRegion,
): void {
  if (channelArn.length > LONGEST_ARN)
    throw new InputError(field, `at most ${LONGEST_ARN} characters`, channelArn);
  const arn = parseArn(channelArn);
  for (const part of ['region', 'account'] as const) {
    if (accountRegion[part] !== undefined && arn?.[part] !== accountRegion[part])
      throw new InputError(field, `a channel of ${part} ${accountRegion[part]}`, channelArn);
  }
}

function expectSame(field: string, got: string, expected: string | undefined): void {
  if (expected !== undefined && got !== expected) throw new InputError(field, expected, got);
}
