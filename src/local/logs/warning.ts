// Reads the log lines of functions and shows what a person at the terminal wants to know.

const METRICS_LINE = /^\{"_aws":|"_aws":\{"Timestamp"/;
export const isMetrics = (line: string): boolean => METRICS_LINE.test(line);

/** The stack's own line about an invocation that failed; see FunctionHost. */
const INVOKE_ERROR = /^Invoke Error (\{.*\})$/s;
const SHOWN_LEVELS = ['WARN', 'ERROR', 'CRITICAL'];
/** Members that say why. The first one that is there stands after the message. */
const REASONS = ['reason', 'problem', 'detail', 'error'];
/** Members that the logger writes into each line, and those that the reason says already. */
const LEFT_OUT = /^(level|message|timestamp|service|cold_start|function_\w+|sampling_rate|field)$/;
const MOST_FACTS = 160;
const CONTROL = /[\p{Control}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns a function that makes a readable line of a warning or an error, and undefined of anything else. An
 * invocation that fails because of what its function has just warned of is not said twice.
 */
export function warningReader(): (source: string, line: string) => string | undefined {
  const lastReasons = new Map<string, string>();
  return (source, line) => {
    if (isMetrics(line)) return undefined;
    const [, failure] = INVOKE_ERROR.exec(line) ?? [];
    const fields = fieldsOf(failure ?? line);
    if (!fields) return lineOf('WARN', source, line);
    if (failure !== undefined) {
      const { errorType, errorMessage } = fields;
      const last = lastReasons.get(source);
      lastReasons.delete(source);
      if (errorMessage === undefined) return lineOf('ERROR', source, `${errorType}`);
      if (last === errorMessage) return undefined;
      return lineOf('ERROR', source, `${errorType}: ${errorMessage}`);
    }
    const { level, message } = fields;
    if (!SHOWN_LEVELS.includes(String(level))) return undefined;
    const [name, reason] = reasonOf(fields);
    if (reason !== undefined) lastReasons.set(source, reason);
    const why = reason === undefined ? '' : `: ${reason}`;
    return lineOf(String(level), source, `${message}${why}${factsOf(fields, name)}`);
  };
}

const lineOf = (level: string, source: string, text: string): string =>
  `${level.padEnd(5)} ${source}: ${text.replace(CONTROL, ' ')}`;

/** Undefined for a line that is no JSON object. */
function fieldsOf(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Fields) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reasonOf(fields: Fields): [name?: string, reason?: string] {
  for (const name of REASONS) {
    const value = fields[name];
    if (typeof value === 'string') return [name, value];
    const { message } = Object(value) as { message?: unknown };
    if (typeof message === 'string') return [name, message];
  }
  return [];
}

/** The other members that are texts or numbers, such as the channel. */
function factsOf(fields: Fields, reason: string | undefined): string {
  const facts = Object.entries(fields).flatMap(([name, value]) =>
    name === reason || LEFT_OUT.test(name) || !['string', 'number'].includes(typeof value)
      ? []
      : [`${name} ${value}`],
  );
  const text = facts.join(', ');
  if (text === '') return '';
  return ` (${text.length > MOST_FACTS ? `${text.slice(0, MOST_FACTS)}…` : text})`;
}
