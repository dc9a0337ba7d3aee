import { isMetrics, warningReader } from './warning.ts';

/** Takes a line of a log. @param source the name of the function, or `stack` for the stack itself */
export type StackLog = (source: string, line: string) => void;

/**
 * `off`: no logs. `warnings`: warnings and errors, one line for people each. `on`: logs as functions print them, without
 * metrics. `all`: also metrics (CloudWatch's embedded metric format).
 */
export type StackLogLevel = 'off' | 'warnings' | 'on' | 'all';

/** A log that writes each line after its source. */
export function logTo(write: (text: string) => void, level: StackLogLevel): StackLog {
  if (level === 'off') return () => undefined;
  if (level === 'warnings') {
    const read = warningReader();
    return (source, line) => {
      const text = read(source, line);
      if (text !== undefined) write(`${text}\n`);
    };
  }
  return (source, line) => {
    if (level === 'all' || !isMetrics(line)) write(`${source} ${line}\n`);
  };
}
