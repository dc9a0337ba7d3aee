/** Takes a line of a function's log, or of the stack's own (`stack`). */
export type Log = (source: string, line: string) => void;

/** `off`; `on`: logs without metrics; `all`: metrics (CloudWatch's embedded metric format) too. */
export type LogLevel = 'off' | 'on' | 'all';

const METRICS_LINE = /^\{"_aws":|"_aws":\{"Timestamp"/;

/** Writes lines with their source in front. */
export function logTo(write: (text: string) => void, level: LogLevel): Log {
  if (level === 'off') return () => undefined;
  return (source, line) => {
    if (level === 'all' || !METRICS_LINE.test(line)) write(`${source} ${line}\n`);
  };
}
