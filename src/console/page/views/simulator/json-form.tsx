import { useState } from 'preact/hooks';
import { Labelled } from '../../parts/labelled.tsx';
import { Problem } from '../../parts/state.tsx';
import { about } from '../../state/about.ts';
import { readJsonObject } from './json-object.ts';

interface JsonFormProps {
  label: string;
  hint: string;
  /** The object that applies now. */
  current: unknown;
  confirm: string;
  send: (value: Record<string, unknown>) => Promise<unknown>;
}

/** Shows an object as JSON, and changes it. What is being typed is not replaced. */
export function JsonForm({ label, hint, current, confirm, send }: JsonFormProps) {
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const text = typed ?? JSON.stringify(current ?? {}, null, 2);
  const read = readJsonObject(text);
  const apply = async (event: Event): Promise<void> => {
    event.preventDefault();
    if ('problem' in read) return;
    try {
      await send(read.value);
      setTyped(undefined);
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const isReadOnly = about.value?.isReadOnly ?? true;
  return (
    <form class="form" onSubmit={(event) => void apply(event)}>
      <Labelled label={label} hint={hint} problem={'problem' in read ? read.problem : undefined}>
        {(ids) => (
          <textarea
            {...ids}
            class="json"
            rows={8}
            readOnly={isReadOnly}
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
      </Labelled>
      {problem !== undefined && <Problem message={problem} />}
      {!isReadOnly && (
        <div class="actions">
          <button type="submit" aria-disabled={'problem' in read}>
            {confirm}
          </button>
          <button
            type="button"
            disabled={typed === undefined}
            onClick={() => {
              setTyped(undefined);
              setProblem(undefined);
            }}
          >
            Show what applies now
          </button>
        </div>
      )}
    </form>
  );
}
