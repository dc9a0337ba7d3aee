import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import './dialog.css';

interface DialogProps {
  title: string;
  /** Called when it has closed: by Escape, or by `close` of its content. */
  onClose: () => void;
  /** @param close closes the dialog; the focus goes back to what opened it */
  children: (close: () => void) => ComponentChildren;
}

/** A modal dialog. The focus goes to its first field, or else to the element with `data-focus`. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>(FIRST)?.focus();
  }, []);
  const closed = (): void => {
    const { activeElement, body } = document;
    const isNowhere = activeElement === body || ref.current?.contains(activeElement);
    // What opened the dialog may be gone: the list has changed.
    if (isNowhere) document.querySelector('main')?.focus();
    onClose();
  };
  return (
    <dialog ref={ref} aria-labelledby={id} onClose={closed}>
      <h2 id={id}>{title}</h2>
      {children(() => ref.current?.close())}
    </dialog>
  );
}

const FIRST = 'input, textarea, select, [data-focus]';
