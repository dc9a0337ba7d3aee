import type { CleanupReason, RotationReason } from '../channels/audit-reason.ts';
import type { TagKeys } from '../channels/policy.ts';
import { DELETE_REASON_TEXTS } from '../cleanup/delete-reason-texts.ts';

/** A text that may name a tag. */
type ReasonText = string | ((tags: TagKeys) => string);

/** Why a channel is deleted or kept. The text can follow the word "because". */
export const cleanupReasonText = (reason: CleanupReason, tags: TagKeys): string =>
  textOf(CLEANUP_REASON_TEXTS[reason], tags);

/** Why a stream key is replaced, created or kept. The text can follow the word "because". */
export const rotationReasonText = (reason: RotationReason, tags: TagKeys): string =>
  textOf(ROTATION_REASON_TEXTS[reason], tags);

const textOf = (text: ReasonText, tags: TagKeys): string =>
  typeof text === 'function' ? text(tags) : text;

const CLEANUP_REASON_TEXTS: Record<CleanupReason, ReasonText> = {
  ...DELETE_REASON_TEXTS,
  protected: (tags) => `the tag ${tags.protect} protects it`,
  untagged: (tags) => `no tag ${tags.autoDelete} asks for its deletion`,
  'tag-unreadable': 'one of its tags is unreadable',
  'never-streamed': 'no stream of it is known',
  'newer-start': 'another stream has started since the last known end',
  settling: 'a stream session has just been created',
  'end-unknown': 'its newest stream has started, and the end of this stream is not known yet',
  grace: 'the grace period after its last stream has not passed yet',
  live: 'it is live',
  recording: 'an encoder that reconnects would continue its recording',
  'recording-unknown': 'its recording configuration does not exist in IVS',
  'limit-reached': 'more channels are due than may be deleted without approval',
};

const ROTATION_REASON_TEXTS: Record<RotationReason, ReasonText> = {
  'key-too-old': (tags) => `the key is older than the tag ${tags.rotateKey} allows`,
  'stream-ended': 'a stream that used the key has ended',
  'no-key': 'the channel has no stream key',
  'cut-off': 'a rotation was interrupted, and it is finished whatever the tags and settings say',
  protected: (tags) => `the tag ${tags.protect} on the channel or on the key protects the key`,
  untagged: (tags) => `no tag ${tags.rotateKey} asks for its rotation`,
  'tag-unreadable': 'a tag of the channel or of the key is unreadable',
  never: (tags) => `the tag ${tags.rotateKey} has the value never`,
  'several-keys': 'the channel has several stream keys',
  'not-due': 'the key is not due',
  settling: 'a stream session has just been created',
  'end-unknown': 'the newest stream has started, and the end of this stream is not known yet',
  live: 'the channel is live',
  'limit-reached':
    'too many keys would be replaced because of an age that is new on their channels',
  'creation-fails': 'Amazon IVS does not create stream keys at present',
  overdue: 'the channel has been in use since the key became too old',
};
