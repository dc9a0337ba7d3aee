import { isChannelArn } from '../ivs/arn.ts';
import { parseQueueBody, type QueueBody } from '../metadata/format/queue-body.ts';
import { jsonText } from '../metadata/format/text.ts';
import { isoTime } from '../platform/clock.ts';
import type { DeadLetter } from './letter.ts';
import type { ReceivedLetter } from './received.ts';
import { previewOf, reasonText } from './text.ts';

/** So often SQS delivers a message of the metadata queue: `maxReceiveCount` in serverless.yml. */
export const METADATA_RECEIVES = 1_000;
/** The most messages of which a preview shows something. */
const SHOWN_MESSAGES = 5;

const WORDS: Record<string, string> = {
  ResourceNotFoundException: 'IVS knows no such channel (ResourceNotFoundException)',
  ValidationException: 'IVS refused the metadata (ValidationException)',
};

type MetadataFacts = Pick<
  DeadLetter,
  'channelArn' | 'reason' | 'tries' | 'messages' | 'messagesExpireAt' | 'preview'
>;

/** What a letter of the metadata queue tells. */
export function readMetadataLetter(received: ReceivedLetter, body: string): MetadataFacts {
  const { group = '', attributes } = received;
  const tries = Number(attributes.Receives ?? (attributes.Reason ? 0 : METADATA_RECEIVES));
  const content = parseQueueBody(body);
  return {
    ...(isChannelArn(group) && { channelArn: group }),
    reason: reasonText(reasonOf(attributes.Reason)),
    ...(tries > 0 && { tries }),
    ...('malformed' in content
      ? { preview: previewOf(body) }
      : { ...contentFacts(content), preview: previewOf(payloadsText(content)) }),
  };
}

/** A letter without a reason was moved by SQS. */
function reasonOf(reason: string | undefined): string {
  if (reason !== undefined) return WORDS[reason] ?? reason;
  return `it was received ${METADATA_RECEIVES.toLocaleString('en-US')} times, and never sent; the log of sendMetadata says why`;
}

function contentFacts({ messages }: QueueBody): Pick<DeadLetter, 'messages' | 'messagesExpireAt'> {
  const last = messages.reduce((latest, { expiresAt }) => Math.max(latest, expiresAt), 0);
  return { messages: messages.length, ...expiryText(last) };
}

/** The body may be of another program, so its time may be one that a Date cannot hold. */
function expiryText(ms: number): Pick<DeadLetter, 'messagesExpireAt'> {
  return Math.abs(ms) < 8.64e15 ? { messagesExpireAt: isoTime(ms) } : {};
}

const payloadsText = ({ messages }: QueueBody): string =>
  messages
    .slice(0, SHOWN_MESSAGES)
    .map(({ payload }) => jsonText(payload) ?? '')
    .join(' ');
