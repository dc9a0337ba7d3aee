import { useId } from 'preact/hooks';
import { useParameter } from '../routing/query.ts';

interface SearchProps {
  label: string;
  placeholder?: string;
  /** Of the address. */
  parameter?: string;
}

/** Filters the list of the view as one types. The text is part of the address. */
export function Search({ label, placeholder = '', parameter = 'q' }: SearchProps) {
  const [text, setText] = useParameter(parameter);
  const id = useId();
  return (
    <span class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        data-filter
        value={text}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
    </span>
  );
}

interface ChoiceProps {
  label: string;
  parameter: string;
  /** Value in the address and text. The first is the one without a parameter. */
  options: readonly (readonly [value: string, text: string])[];
}

/** Filters the list of the view by one of some values. */
export function Choice({ label, parameter, options }: ChoiceProps) {
  const [value, setValue] = useParameter(parameter, options[0]?.[0]);
  const id = useId();
  return (
    <span class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => setValue(currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}
