import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Action } from '../../protocol/actions.ts';
import { about } from '../state/about.ts';
import { act } from '../state/actions.ts';
import { Problem } from './state.tsx';

interface ActButtonProps {
  action: Action;
  children: ComponentChildren;
  /** Read out after the label where several buttons have the same one. */
  of?: string;
  class?: string;
  pressed?: boolean;
}

/** Does an action of the simulator at once: there, nothing can be lost. */
export function ActButton({ action, children, of, ...rest }: ActButtonProps) {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  if (about.value === undefined || about.value.isReadOnly) return null;
  const run = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await act(action);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  const { class: className, pressed } = rest;
  return (
    <>
      <button
        type="button"
        class={className}
        aria-disabled={isBusy}
        aria-pressed={pressed}
        onClick={() => void run()}
      >
        {children}
        {of !== undefined && <span class="visually-hidden"> {of}</span>}
      </button>
      {problem !== undefined && <Problem message={problem} />}
    </>
  );
}
