import * as z from 'zod/mini';
import { isChannelArn } from '../../ivs/arn.ts';
import { DETAIL_TYPES } from '../../ivs/events.ts';

// A session as `sessions export` prints it. Members that a replay does not use are dropped. All but the ids may be
// absent: the export may be an old one, or one of a newer version.

/** The simulator checks stream ids as IVS does, so a line with another one cannot be replayed. */
export const STREAM_ID: RegExp = /^st-[a-zA-Z0-9]{23}$/;
export const STREAM_ID_FORM = 'a stream id: st- and 23 letters or digits';

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));
const text = z.string().check(z.minLength(1));
const optionalText = z.optional(z.string());
const time = z.string().check(z.refine(isTime, 'an ISO 8601 time'));
const optionalTime = z.optional(time);
const optionalNumber = z.optional(z.number());

const event = z.object({
  id: text,
  at: time,
  detailType: z.enum(DETAIL_TYPES),
  name: text,
  detail: z.record(z.string(), z.unknown()),
  receivedAt: optionalTime,
  repaired: z.optional(z.boolean()),
});

const channel = z.object({
  name: optionalText,
  type: optionalText,
  latencyMode: optionalText,
  tags: z.optional(z.record(z.string(), z.string())),
});

const ingest = z.object({
  video: z.optional(
    z.object({
      codec: optionalText,
      encoder: optionalText,
      width: optionalNumber,
      height: optionalNumber,
      framerate: optionalNumber,
      bitrate: optionalNumber,
    }),
  ),
  audio: z.optional(
    z.object({
      codec: optionalText,
      channels: optionalNumber,
      sampleRate: optionalNumber,
      bitrate: optionalNumber,
    }),
  ),
});

const health = z.object({
  starvation: z.optional(
    z.object({
      spells: z.optional(z.array(z.object({ from: optionalTime, to: optionalTime }))),
      count: optionalNumber,
    }),
  ),
  takeovers: z.optional(z.array(z.object({ at: time, outcome: optionalText, code: optionalText }))),
  breaches: z.optional(
    z.array(
      z.object({
        at: time,
        limit: text,
        value: optionalNumber,
        unit: optionalText,
        exceededBy: optionalNumber,
      }),
    ),
  ),
});

export const exportedSessionSchema = z.object({
  channelArn: z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel')),
  streamId: z.string().check(z.regex(STREAM_ID, STREAM_ID_FORM)),
  state: z.optional(z.enum(['created', 'live', 'ended', 'failed'])),
  channelName: optionalText,
  createdAt: optionalTime,
  startedAt: optionalTime,
  ingestEndedAt: optionalTime,
  endedAt: optionalTime,
  failedAt: optionalTime,
  seenAt: optionalTime,
  code: optionalText,
  reason: optionalText,
  repaired: z.optional(z.boolean()),
  channel: z.optional(channel),
  ingest: z.optional(ingest),
  health: z.optional(health),
  events: z.optional(z.array(event)),
});

export type ExportedSession = z.infer<typeof exportedSessionSchema>;
export type ExportedEvent = z.infer<typeof event>;
