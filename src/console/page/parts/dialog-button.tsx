import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { about } from '../state/about.ts';

interface DialogButtonProps {
  label: string;
  /** Read out after the label where several buttons have the same one. */
  of?: string;
  class?: string;
  isOff?: boolean;
  /** @param close to be called when the dialog has closed */
  children: (close: () => void) => ComponentChildren;
}

/** Opens the dialog of an action. A console that may only read does not show it. */
export function DialogButton({ label, of, isOff = false, children, ...props }: DialogButtonProps) {
  const [isOpen, setOpen] = useState(false);
  if (about.value === undefined || about.value.isReadOnly) return null;
  return (
    <>
      <button type="button" class={props.class} disabled={isOff} onClick={() => setOpen(true)}>
        {label}
        {of !== undefined && <span class="visually-hidden"> {of}</span>}
      </button>
      {isOpen && children(() => setOpen(false))}
    </>
  );
}
