import { letterFunction, type StoredLetter } from '../../../../dead-letters/letter.ts';
import { now } from '../../state/now.ts';
import { isExpired } from './outcomes.ts';

/** The letters that an action is about. */
export function LetterList({ letters }: { letters: readonly StoredLetter[] }) {
  return (
    <ol class="members">
      {letters.map((letter) => (
        <li key={letter.id}>
          <code>{letter.id}</code> {letterFunction(letter)}
          {isExpired(letter, now.value) && <strong class="warn"> expired</strong>}
          {letter.channelArn !== undefined && <code class="block quiet">{letter.channelArn}</code>}
          <code class="block words">
            <bdi>{letter.preview}</bdi>
          </code>
        </li>
      ))}
    </ol>
  );
}
