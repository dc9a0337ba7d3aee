import { about } from '../state/about.ts';
import { type MakeDialog, openDialog } from './dialog-host.tsx';

interface DialogButtonProps {
  label: string;
  /** Read out after the label where several buttons have the same one. */
  of?: string;
  isOff?: boolean;
  children: MakeDialog;
}

/** Opens the dialog of an action. A console that may only read does not show it. */
export function DialogButton({ label, of, isOff = false, children }: DialogButtonProps) {
  if (about.value === undefined || about.value.isReadOnly) return null;
  return (
    <button type="button" disabled={isOff} onClick={() => openDialog(children)}>
      {label}
      {of !== undefined && <span class="visually-hidden"> {of}</span>}
    </button>
  );
}
