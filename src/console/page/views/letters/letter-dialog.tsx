import type { ShownLetter } from '../../../../dead-letters/show.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogButton } from '../../parts/dialog-button.tsx';
import { WithAnswer } from '../../parts/state.tsx';
import { useTopic } from '../../state/topics.ts';
import { DropDialog } from './drop-dialog.tsx';
import { LetterFacts } from './letter-facts.tsx';
import { RetryDialog } from './retry-dialog.tsx';

/** One letter with its content and its error. */
export function LetterDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const state = useTopic('letter', id);
  return (
    <Dialog title={`Dead letter ${id}`} onClose={onClose}>
      {(close) => (
        <>
          <WithAnswer state={state}>
            {({ letter }) => (
              <>
                <LetterFacts letter={letter} />
                <Content letter={letter} />
              </>
            )}
          </WithAnswer>
          <div class="actions">
            {state.answer && !state.answer.letter.ended && (
              <LetterActions letter={state.answer.letter} />
            )}
            <button type="button" data-focus onClick={close}>
              Close
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function LetterActions({ letter }: { letter: ShownLetter }) {
  return (
    <>
      <DialogButton label="Retry…" of="this letter">
        {(close) => <RetryDialog letters={[letter]} onClose={close} />}
      </DialogButton>
      <DialogButton label="Drop…" of="this letter">
        {(close) => <DropDialog letters={[letter]} onClose={close} />}
      </DialogButton>
    </>
  );
}

function Content({ letter }: { letter: ShownLetter }) {
  const { metadata = [], payload, error, body } = letter;
  return (
    <>
      {metadata.map(({ id, key, payload: content }) => (
        <Block
          key={id}
          title={`Message ${id}${key === undefined ? '' : `, key ${key}`}`}
          value={content}
        />
      ))}
      {error !== undefined && <Block title="Error" value={error} />}
      {payload !== undefined && <Block title="Event" value={payload} />}
      {body !== undefined && <Block title="Body, which cannot be read" value={body} />}
    </>
  );
}

/** Text, never HTML. */
function Block({ title, value }: { title: string; value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <>
      <h3>
        <bdi>{title}</bdi>
      </h3>
      <pre dir="auto">{text}</pre>
    </>
  );
}
