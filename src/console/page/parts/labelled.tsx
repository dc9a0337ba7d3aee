import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What makes a field and its texts belong together. */
export interface FieldIds {
  id: string;
  'aria-describedby': string;
  'aria-invalid': boolean;
}

interface LabelledProps {
  label: ComponentChildren;
  hint?: ComponentChildren;
  problem?: string | undefined;
  /** @param ids attributes of the field */
  children: (ids: FieldIds) => ComponentChildren;
}

/** A field of a form with its label, a hint, and what is wrong with its value. */
export function Labelled({ label, hint, problem, children }: LabelledProps) {
  const id = useId();
  return (
    <div class="labelled">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': `${id}-hint`,
        'aria-invalid': problem !== undefined,
      })}
      <div id={`${id}-hint`} class="hint">
        {hint}
        {problem !== undefined && <p class="bad">{problem}</p>}
      </div>
    </div>
  );
}
