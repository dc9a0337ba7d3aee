import { readPolicy, type TagKeys, unreadableTags } from '../../../../channels/policy.ts';
import { DURATION_FORMAT, parseDuration } from '../../../../platform/duration.ts';

/** The fields of a new channel. */
export interface ChannelForm {
  name: string;
  autoDelete: 'never' | 'true' | 'after';
  /** For `after`: a duration. */
  grace: string;
  rotateKey: 'never' | 'on-end' | 'age';
  /** For `age`: a duration. */
  age: string;
  isProtected: boolean;
  /** Further tags: `key=value`, one in a line. */
  further: string;
}

export const NEW_CHANNEL: ChannelForm = {
  ...{ name: '', autoDelete: 'after', grace: '10m', rotateKey: 'never', age: '30d' },
  ...{ isProtected: false, further: '' },
};

/** The names that IVS allows. */
const NAME = /^[a-zA-Z0-9-_]{0,128}$/;

/** What is wrong with each field. */
export type FormProblems = Partial<Record<keyof ChannelForm, string>>;

/** The tags of the fields, and what is wrong with these. */
export function readChannelForm(
  form: ChannelForm,
  keys: TagKeys,
): {
  tags: Record<string, string>;
  problems: FormProblems;
} {
  const problems: FormProblems = {};
  if (!NAME.test(form.name))
    problems.name =
      'Expected at most 128 letters, digits, hyphens and underscores, without spaces.';
  if (form.autoDelete === 'after' && parseDuration(form.grace) === undefined)
    problems.grace = `Expected ${DURATION_FORMAT}.`;
  if (form.rotateKey === 'age' && parseDuration(form.age) === undefined)
    problems.age = `Expected ${DURATION_FORMAT}.`;
  const further = readFurther(form.further);
  if (typeof further === 'string') return { tags: {}, problems: { ...problems, further } };
  const tags = { ...policyTagsOf(form, keys), ...further };
  const unreadable = unreadableTags(readPolicy(further, keys));
  if (unreadable.length > 0) problems.further = unreadable.join(' ');
  return { tags, problems };
}

function policyTagsOf(form: ChannelForm, keys: TagKeys): Record<string, string> {
  const { autoDelete, rotateKey } = form;
  return {
    ...(autoDelete !== 'never' && {
      [keys.autoDelete]: autoDelete === 'true' ? 'true' : form.grace,
    }),
    ...(rotateKey !== 'never' && { [keys.rotateKey]: rotateKey === 'age' ? form.age : 'on-end' }),
    ...(form.isProtected && { [keys.protect]: 'true' }),
  };
}

/** The characters that IVS allows in tags. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const [LONGEST_KEY, LONGEST_VALUE] = [128, 256];

/** @returns the tags, or what is wrong */
function readFurther(text: string): Record<string, string> | string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const tags = lines.map((line) => splitTag(line));
  const wrong = lines.find((line) => line.indexOf('=') < 1);
  if (wrong !== undefined) return `Expected key=value in each line, received "${wrong}".`;
  if (tags.some(([key, value]) => !TAG_TEXT.test(key + value)))
    return 'Expected letters, digits, spaces and _ . : / = + - @ only, as IVS does.';
  if (tags.some(([key, value]) => key.length > LONGEST_KEY || value.length > LONGEST_VALUE))
    return `Expected at most ${LONGEST_KEY} characters in a key and ${LONGEST_VALUE} in a value.`;
  return Object.fromEntries(tags);
}

function splitTag(line: string): [key: string, value: string] {
  const at = line.indexOf('=');
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
