/** Finds a value in an event; undefined if it is not there. */
export type JsonPath = (event: unknown) => unknown;

/** `.name`, `['name']`, `[0]`, `[*]` or `.*` */
const STEP = /\.([\w/-]+|\*)|\['([^']+)'\]|\[(\d+|\*)\]/y;
type Step = { name: string } | { index: number } | 'all';

/**
 * Reads a JSON path in the syntax that EventBridge accepts: dots, brackets, indexes and wildcards
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
 *
 * @returns undefined for a text that is not such a path
 */
export function readJsonPath(text: string): JsonPath | undefined {
  const steps = readSteps(text);
  return steps && ((event) => follow(event, steps));
}

function readSteps(text: string): Step[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  let at = 1;
  while (at < text.length) {
    STEP.lastIndex = at;
    const found = STEP.exec(text);
    if (!found) return undefined;
    const [whole, dotted, quoted, index] = found;
    const name = quoted ?? dotted;
    if (dotted === '*' || index === '*') steps.push('all');
    else steps.push(name === undefined ? { index: Number(index) } : { name });
    at += whole.length;
  }
  return steps;
}

function follow(value: unknown, [step, ...rest]: readonly Step[]): unknown {
  if (step === undefined) return value;
  if (step === 'all') {
    const values = typeof value === 'object' && value !== null ? Object.values(value) : [];
    return values.map((one) => follow(one, rest)).filter((one) => one !== undefined);
  }
  if ('index' in step) return Array.isArray(value) ? follow(value[step.index], rest) : undefined;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || !Object.hasOwn(value, step.name)) return undefined;
  return follow((value as Record<string, unknown>)[step.name], rest);
}
