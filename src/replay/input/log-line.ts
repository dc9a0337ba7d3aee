import * as z from 'zod/mini';
import { isChannelArn, parseArn } from '../../ivs/arn.ts';
import { DETAIL_TYPES, type IvsEvent, NAME_MEMBER } from '../../ivs/events.ts';
import { isoTime } from '../../platform/clock.ts';
import { checked } from '../../platform/schema.ts';
import { STREAM_ID, STREAM_ID_FORM } from './exported-session.ts';

// `recordSessionEvent` writes a line for each delivery of an event, also for one that it has recorded before. So its
// log tells what the table does not: how often an event came, and when.

/** The messages of these lines. */
const MESSAGES: readonly unknown[] = ['event recorded', 'unknown event recorded'];

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));
const text = z.string().check(z.minLength(1));
const time = z.string().check(z.refine(isTime, 'an ISO 8601 time'));

const schema = z.object({
  timestamp: time,
  id: text,
  time,
  detailType: z.enum(DETAIL_TYPES),
  name: text,
  channelArn: z.optional(z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel'))),
  streamId: z.optional(z.string().check(z.regex(STREAM_ID, STREAM_ID_FORM))),
});

export const isLogLine = (value: object): boolean =>
  MESSAGES.includes((value as { message?: unknown }).message);

/**
 * Reads a delivery. Its time is that of the line: some milliseconds after the event came.
 *
 * @throws InputError that names the member that is missing or wrong
 */
export function readLogLine(value: object): {
  kind: 'event';
  event: IvsEvent;
  receivedAt: number;
  isLog: true;
} {
  const { timestamp, id, detailType, name, channelArn, streamId, ...line } = checked(
    schema,
    value,
    'line',
  );
  const { region = '', account = '' } = parseArn(channelArn) ?? {};
  const detail = { [NAME_MEMBER[detailType]]: name, ...(streamId && { stream_id: streamId }) };
  const event: IvsEvent = {
    ...{ id, time: isoTime(Date.parse(line.time)), account, region, detailType, name, detail },
    ...(channelArn !== undefined && { channelArn }),
    ...(streamId !== undefined && { streamId }),
  };
  return { kind: 'event', event, receivedAt: Date.parse(timestamp), isLog: true };
}
