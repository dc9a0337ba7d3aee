/** The values of the placeholders, by name. A placeholder without a value is left out. */
export type TemplateValues = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /<([\w.-]+)>/g;

/** The names of the placeholders in an input template. */
export const placeholdersOf = (template: string): string[] =>
  [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

/**
 * Fills the placeholders of an input template:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 *
 * In a JSON object, a placeholder for a whole value becomes JSON, and one inside a string becomes a part of the string.
 * In any other template a string is inserted as it is.
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  const isObject = template.trimStart().startsWith('{');
  const strings = isObject ? stringRanges(template) : [];
  return template.replace(PLACEHOLDER, (_placeholder, name: string, offset: number) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const isInString = strings.some(([from, to]) => offset > from && offset < to);
    if (isObject && !isInString) return value === undefined ? '""' : JSON.stringify(value);
    const text = textOf(value);
    return isInString ? escaped(text) : text;
  });
}

/** Objects inside a text lose their quotes, as in EventBridge. */
function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return JSON.stringify(value).replaceAll('"', '');
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Where strings begin and end: the offsets of their quotes. */
function stringRanges(json: string): [number, number][] {
  return [...json.matchAll(/"(?:\\.|[^"\\])*"/gs)].map(({ index, 0: text }) => [
    index,
    index + text.length - 1,
  ]);
}
