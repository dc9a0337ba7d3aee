import type { StoredLetter } from '../../../../dead-letters/letter.ts';
import { plural } from '../../format/units.ts';
import { DialogButton } from '../../parts/dialog-button.tsx';
import { about } from '../../state/about.ts';
import { DropDialog } from './drop-dialog.tsx';
import { RetryDialog } from './retry-dialog.tsx';

interface SelectionBarProps {
  shown: readonly StoredLetter[];
  chosen: readonly StoredLetter[];
  setSelected: (ids: ReadonlySet<string>) => void;
}

/** A request names at most so many letters. */
const MOST = 100;

/** What can be done with the letters that are selected. */
export function SelectionBar({ shown, chosen, setSelected }: SelectionBarProps) {
  if (about.value?.isReadOnly) return null;
  const all = shown.slice(0, MOST);
  const isTooMany = chosen.length > MOST;
  const isOff = chosen.length === 0 || isTooMany;
  const clear = (): void => setSelected(new Set());
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend that everybody sees
    <div class="actions" role="group" aria-label="Selected letters">
      <button type="button" onClick={() => setSelected(new Set(all.map(({ id }) => id)))}>
        Select {shown.length > MOST ? `the first ${MOST}` : 'all shown'}
      </button>
      <button type="button" disabled={chosen.length === 0} onClick={clear}>
        Select none
      </button>
      <DialogButton label="Retry…" of="the selected letters" isOff={isOff}>
        {(close) => <RetryDialog letters={chosen} onClose={close} />}
      </DialogButton>
      <DialogButton label="Drop…" of="the selected letters" isOff={isOff}>
        {(close) => <DropDialog letters={chosen} onClose={close} />}
      </DialogButton>
      <span role="status">
        {plural(chosen.length, 'letter')} selected
        {isTooMany && `: at most ${MOST} can be retried or dropped at once`}
      </span>
    </div>
  );
}
