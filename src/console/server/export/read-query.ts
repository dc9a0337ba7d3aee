import { isoTime } from '../../../platform/clock.ts';
import { InputError } from '../../../platform/errors.ts';
import type { ExportQuery } from '../../protocol/export.ts';
import { expectStream } from '../topics/channel-arns.ts';

/** What an export asks `getSessions`. */
export interface ExportRequest {
  payload: Record<string, unknown>;
  /** One session with its time line; else a list of sessions. */
  isSession: boolean;
  /** The name of the file. */
  fileName: string;
}

interface Tools {
  arnOf(channel: string): Promise<string>;
  now(): number;
}

const NAMES = [
  'channel',
  'stream',
  'from',
  'to',
  'failed',
] as const satisfies (keyof ExportQuery)[];

/** @throws InputError that names the parameter which is missing, unknown or cannot be combined */
export async function readExportQuery(
  parameters: URLSearchParams,
  { arnOf, now }: Tools,
): Promise<ExportRequest> {
  const { channel, stream, from, to, failed } = known(parameters);
  const channelArn = channel === undefined ? undefined : await arnOf(channel);
  if (stream !== undefined) {
    if (channelArn === undefined)
      throw new InputError('channel', 'the id of the channel of the stream', channel);
    if (from !== undefined || to !== undefined || failed !== undefined)
      throw new InputError('stream', 'cannot be combined with from, to and failed');
    const payload = { channelArn, streamId: expectStream(stream) };
    return { payload, isSession: true, fileName: fileName('session', channel, stream) };
  }
  if (failed !== undefined && failed !== 'true') throw new InputError('failed', 'true', failed);
  const ofChannel = channelArn === undefined ? {} : { channelArn };
  if (from === undefined) {
    if (!channelArn || to !== undefined || failed !== undefined)
      throw new InputError('from', 'a time such as 2026-11-21T18:00:00Z, or a date', from);
    return { payload: ofChannel, isSession: false, fileName: fileName('sessions', channel) };
  }
  const range = { from, to: to ?? isoTime(now()) };
  return {
    payload: { ...range, ...ofChannel, ...(failed !== undefined && { failed: true }) },
    isSession: false,
    fileName: fileName(failed === undefined ? 'sessions' : 'failed', channel, from, to),
  };
}

type Parameters = Partial<Record<(typeof NAMES)[number], string>>;

function known(parameters: URLSearchParams): Parameters {
  const given = Object.fromEntries(parameters);
  const unknown = Object.keys(given).find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new InputError(unknown, `expected ${NAMES.join(', ')}`);
  return given;
}

/** A name with nothing but letters, digits and hyphens. */
function fileName(...parts: (string | undefined)[]): string {
  const text = parts.filter((part) => part !== undefined).join('-');
  return `${text.replace(/^arn:.*\//, '').replace(/[^\w-]+/g, '-')}.ndjson`;
}
