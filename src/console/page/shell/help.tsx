import { useEffect, useRef } from 'preact/hooks';
import { navigation } from '../routing/views.ts';
import { about } from '../state/about.ts';
import { hasKeys, isHelpOpen } from './help-state.ts';

const KEYS = [
  [['/'], 'search a channel'],
  [['f'], 'filter the list'],
  [['j', '↓'], 'next row'],
  [['k', '↑'], 'previous row'],
  [['Enter'], 'open the row'],
  [['Esc'], 'close a dialog'],
  [['?'], 'these keys'],
] as const;

/** The keys of the console. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isHelpOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isHelpOpen.value]);
  const close = (): void => {
    isHelpOpen.value = false;
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="keys-title" class="help">
      <h2 id="keys-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <Key key={what} keys={keys} what={what} />
        ))}
        {navigation(about.value?.isLocal ?? false).map(({ key = '', title }) => (
          <Key key={key} keys={[`g ${key}`]} what={title} />
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={hasKeys.value}
          onChange={({ currentTarget }) => {
            hasKeys.value = currentTarget.checked;
          }}
        />{' '}
        Single keys work
      </label>
      <p>
        <button type="button" onClick={close}>
          Close
        </button>
      </p>
    </dialog>
  );
}

function Key({ keys, what }: { keys: readonly string[]; what: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{what}</dd>
    </div>
  );
}
