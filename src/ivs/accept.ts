import { InputError } from '../platform/errors.ts';
import { parseArn } from './arn.ts';
import type { IvsEvent } from './events.ts';

/** The account and region in which this function runs. What it does not know is absent. */
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

/**
 * Ids become parts of table keys. An IVS stream id is `st-` and 23 characters; an EventBridge id is a
 * UUID.
 */
const STREAM_ID = /^[A-Za-z0-9_-]{1,128}$/;
const MAX_EVENT_ID_LENGTH = 256;
/** The limit in IVS's service model. */
export const MAX_ARN_LENGTH = 128;
/** The length with a year of four digits. Times with other years would not sort as text. */
const ISO_LENGTH = '2026-11-21T12:00:00.000Z'.length;

/**
 * Refuses events that cannot be stored correctly.
 *
 * @param accountRegion the account and region in which this function runs
 * @param needsStream whether the event must have a stream id
 * @throws InputError for an event of another region or account, or with an id that cannot be a key
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
  if (!isEventId(id)) throw new InputError('id', `at most ${MAX_EVENT_ID_LENGTH} characters`, id);
  if (time.length !== ISO_LENGTH) throw new InputError('time', 'a year from 0000 to 9999', time);
  if (streamId !== undefined || needsStream) expectStreamId('detail.stream_id', streamId);
}

export const isEventId = (text: string): boolean => text.length <= MAX_EVENT_ID_LENGTH;
export const isStreamId = (text: string): boolean => STREAM_ID.test(text);

/** @throws InputError that names `field` if the text cannot be a stream id */
export function expectStreamId(field: string, streamId: string | undefined): void {
  if (streamId === undefined || !isStreamId(streamId))
    throw new InputError(field, 'a stream id such as st-1A2b3c4D5e6F78ghij9Klmn', streamId);
}

/** @throws InputError that names `field` if the channel is of another region or account */
export function expectOwnChannel(
  field: string,
  channelArn: string,
  accountRegion: AccountRegion,
): void {
  if (channelArn.length > MAX_ARN_LENGTH)
    throw new InputError(field, `at most ${MAX_ARN_LENGTH} characters`, channelArn);
  const arn = parseArn(channelArn);
  for (const part of ['region', 'account'] as const) {
    if (accountRegion[part] !== undefined && arn?.[part] !== accountRegion[part])
      throw new InputError(field, `a channel of ${part} ${accountRegion[part]}`, channelArn);
  }
}

function expectSame(field: string, received: string, expected: string | undefined): void {
  if (expected !== undefined && received !== expected)
    throw new InputError(field, expected, received);
}
