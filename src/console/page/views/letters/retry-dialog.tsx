import { useState } from 'preact/hooks';
import type { StoredLetter } from '../../../../dead-letters/letter.ts';
import { plural } from '../../format/units.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { act } from '../../state/actions.ts';
import { now } from '../../state/now.ts';
import { LetterList } from './letter-list.tsx';
import { isExpired, type RetryAnswer } from './outcomes.ts';
import { Results } from './results.tsx';
import { readTtl } from './ttl.ts';

interface LettersDialogProps {
  letters: readonly StoredLetter[];
  onClose: () => void;
}

/** Queues metadata again, and invokes functions again with their events. */
export function RetryDialog({ letters: chosen, onClose }: LettersDialogProps) {
  const [letters] = useState(chosen);
  const expired = letters.filter((letter) => isExpired(letter, now.peek())).length;
  const [ttl, setTtl] = useState(expired > 0 ? '10m' : '');
  const read = readTtl(ttl);
  const problem = 'problem' in read ? read.problem : undefined;
  const ttlSeconds = 'problem' in read ? undefined : read.seconds;
  const action = {
    ...{ action: 'retryLetters' as const, ids: letters.map(({ id }) => id) },
    ...(ttlSeconds !== undefined && { ttlSeconds }),
  };
  return (
    <ActionDialog<RetryAnswer>
      title={`Retry ${plural(letters.length, 'dead letter')}`}
      confirm={`Retry ${plural(letters.length, 'letter')}`}
      canConfirm={problem === undefined}
      run={() => act(action)}
      showAnswer={(answer) => <Results {...answer} />}
      onClose={onClose}
    >
      <p>
        Metadata is queued again behind what waits now, in its original order. Functions are invoked
        again with their events. Mend the cause first: what fails again is a dead letter again.
      </p>
      {letters.some(({ kind }) => kind === 'metadata') && (
        <Labelled
          label="New time to live of metadata"
          hint={
            expired > 0
              ? `The messages of ${plural(expired, 'letter')} have expired. Without a new time to live, they are not sent.`
              : 'Empty: each message keeps its expiry.'
          }
          problem={problem}
        >
          {(ids) => (
            <input
              {...ids}
              value={ttl}
              placeholder="10m"
              autocomplete="off"
              onInput={({ currentTarget }) => setTtl(currentTarget.value)}
            />
          )}
        </Labelled>
      )}
      <LetterList letters={letters} />
    </ActionDialog>
  );
}
