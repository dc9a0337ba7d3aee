import { useId } from 'preact/hooks';
import { Labelled } from '../../parts/labelled.tsx';
import type { ChannelForm, FormProblems } from './channel-form.ts';

interface ChannelFieldsProps {
  form: ChannelForm;
  problems: FormProblems;
  change: (changes: Partial<ChannelForm>) => void;
}

type AutoDelete = ChannelForm['autoDelete'];
type RotateKey = ChannelForm['rotateKey'];

const AUTO_DELETE: readonly (readonly [AutoDelete, string])[] = [
  ['after', 'some time after its stream'],
  ['true', 'the default time after its stream'],
  ['never', 'never'],
];
const ROTATE_KEY: readonly (readonly [RotateKey, string])[] = [
  ['never', 'never'],
  ['on-end', 'after each stream'],
  ['age', 'at an age'],
];

const DURATIONS = '30s, 10m, 2h, 7d';

/** What a new channel is called, and what ivs-autopilot may do to it: the tags of docs/policy.md. */
export function ChannelFields({ form, problems, change }: ChannelFieldsProps) {
  return (
    <>
      <div class="fields">
        <Labelled label="Name" problem={problems.name}>
          {(ids) => (
            <Text
              ids={ids}
              value={form.name}
              placeholder="my-show"
              set={(name) => change({ name })}
            />
          )}
        </Labelled>
        <Deletion {...{ form, problems, change }} />
        <Rotation {...{ form, problems, change }} />
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={form.isProtected}
          onChange={({ currentTarget }) => change({ isProtected: currentTarget.checked })}
        />
        <span>Protect it: change nothing, whatever the other tags are</span>
      </label>
      <details>
        <summary>Further tags</summary>
        <Labelled label="Tags" hint="key=value, one in a line" problem={problems.further}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              spellcheck={false}
              value={form.further}
              onInput={({ currentTarget }) => change({ further: currentTarget.value })}
            />
          )}
        </Labelled>
      </details>
    </>
  );
}

function Deletion({ form, problems, change }: ChannelFieldsProps) {
  return (
    <>
      <Choice
        label="Delete the channel"
        options={AUTO_DELETE}
        value={form.autoDelete}
        set={(autoDelete) => change({ autoDelete })}
      />
      {form.autoDelete === 'after' && (
        <Labelled label="Time after the stream" hint={DURATIONS} problem={problems.grace}>
          {(ids) => <Text ids={ids} value={form.grace} set={(grace) => change({ grace })} />}
        </Labelled>
      )}
    </>
  );
}

function Rotation({ form, problems, change }: ChannelFieldsProps) {
  return (
    <>
      <Choice
        label="Replace its stream key"
        options={ROTATE_KEY}
        value={form.rotateKey}
        set={(rotateKey) => change({ rotateKey })}
      />
      {form.rotateKey === 'age' && (
        <Labelled label="Age of the key" hint={DURATIONS} problem={problems.age}>
          {(ids) => <Text ids={ids} value={form.age} set={(age) => change({ age })} />}
        </Labelled>
      )}
    </>
  );
}

interface TextProps {
  ids: object;
  value: string;
  placeholder?: string;
  set: (text: string) => void;
}

function Text({ ids, value, placeholder = '', set }: TextProps) {
  return (
    <input
      {...ids}
      value={value}
      placeholder={placeholder}
      autocomplete="off"
      spellcheck={false}
      onInput={({ currentTarget }) => set(currentTarget.value)}
    />
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  options: readonly (readonly [Value, string])[];
  value: Value;
  set: (value: Value) => void;
}

function Choice<Value extends string>({ label, options, value, set }: ChoiceProps<Value>) {
  const id = useId();
  const choose = (text: string): void => {
    const option = options.find(([one]) => one === text);
    if (option) set(option[0]);
  };
  return (
    <div class="labelled">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
