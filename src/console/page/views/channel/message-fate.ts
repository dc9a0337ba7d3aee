import type {
  AnsweredMessage,
  ChannelMetadataAnswer,
} from '../../../../metadata/history/channel-metadata.ts';

const OUTCOMES: Record<string, [text: string, tone: 'good' | 'warn' | 'bad']> = {
  delivered: ['delivered', 'good'],
  expired: ['expired: not sent in time', 'warn'],
  superseded: ['superseded by a newer value', 'warn'],
  dropped: ['dropped', 'warn'],
  deadLettered: ['dead letter', 'bad'],
};

/** How a message ended, in words. */
export const outcomeText = (outcome: string): { text: string; tone: 'good' | 'warn' | 'bad' } => {
  const [text, tone] = OUTCOMES[outcome] ?? [outcome, 'warn'];
  return { text, tone };
};

/** @returns how the message ended; undefined while it waits */
export const fateOf = (
  id: string,
  answer: ChannelMetadataAnswer | undefined,
): AnsweredMessage | undefined => answer?.metadata.messages.find((message) => message.id === id);

/** What `enqueueMetadata` answered about one message. */
export interface QueueAnswer {
  accepted: { index: number; id: string }[];
  rejected: { index: number; field: string; message: string }[];
}
