import { useState } from 'preact/hooks';
import type { StoredLetter } from '../../../../dead-letters/letter.ts';
import { plural } from '../../format/units.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { act } from '../../state/actions.ts';
import { LetterList } from './letter-list.tsx';
import type { RetryAnswer } from './outcomes.ts';
import { Results } from './results.tsx';

interface DropDialogProps {
  letters: readonly StoredLetter[];
  onClose: () => void;
}

/** Ends letters without sending them. */
export function DropDialog({ letters: chosen, onClose }: DropDialogProps) {
  const [letters] = useState(chosen);
  return (
    <ActionDialog<RetryAnswer>
      title={`Drop ${plural(letters.length, 'dead letter')}`}
      confirm={`Drop ${plural(letters.length, 'letter')}`}
      isDangerous
      run={() => act({ action: 'dropLetters', ids: letters.map(({ id }) => id) })}
      showAnswer={(answer) => <Results {...answer} />}
      onClose={onClose}
    >
      <p>
        These letters end without being sent or handled. They cannot be retried then. Their content
        is kept for 30 days.
      </p>
      <LetterList letters={letters} />
    </ActionDialog>
  );
}
