/** Takes a line of a log. @param source the name of the function, or `stack` for the stack itself */
export type StackLog = (source: string, line: string) => void;

/** `off`: no logs. `on`: logs without metrics. `all`: also metrics (CloudWatch's embedded metric format). */
export type StackLogLevel = 'off' | 'on' | 'all';

const METRICS_LINE = /^\{"_aws":|"_aws":\{"Timestamp"/;

/** A log that writes each line after its source. */
export function logTo(write: (text: string) => void, level: StackLogLevel): StackLog {
  if (level === 'off') return () => undefined;
  return (source, line) => {
    if (level === 'all' || !METRICS_LINE.test(line)) write(`${source} ${line}\n`);
  };
}
