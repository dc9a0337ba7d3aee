import type { LetterKind } from './letter.ts';
import type { ReceivedLetter } from './received.ts';

/** What collecting needs of a dead-letter queue. */
export interface LetterQueue {
  kind: LetterKind;
  /** Receives up to 10 messages, and does not wait for any. @throws the SDK's error */
  receive(): Promise<ReceivedLetter[]>;
  /** @throws the SDK's error, or one that says how many messages could not be deleted */
  delete(letters: readonly ReceivedLetter[]): Promise<void>;
}
