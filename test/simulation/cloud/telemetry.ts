import type { Fields, MetricOptions, Observability } from '../../../src/platform/observability.ts';

/** What a function logged, in words. */
export interface LogLine {
  at: number;
  function: string;
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  fields: Fields;
}

/** The logs and metrics of all functions. */
export class Telemetry {
  /** Sums by metric name, and by `name dimension=value` for each dimension. */
  readonly metrics: Record<string, number> = {};
  readonly #hear: (line: LogLine) => void;
  readonly #now: () => number;

  constructor(now: () => number, hear: (line: LogLine) => void) {
    this.#now = now;
    this.#hear = hear;
  }

  /**
   * The log and the metrics of one invocation. Metrics count when they are flushed: a killed invocation loses
   * the others.
   */
  forInvocation(name: string): Observability & { end(): void; written: Record<string, number> } {
    const written: Record<string, number> = {};
    let unwritten: [metric: string, value: number][] = [];
    const flush = () => {
      for (const [metric, value] of unwritten) {
        this.metrics[metric] = (this.metrics[metric] ?? 0) + value;
        written[metric] = (written[metric] ?? 0) + value;
      }
      unwritten = [];
    };
    const write =
      (level: LogLine['level']) =>
      (message: string, fields: Fields = {}) =>
        this.#hear({ at: this.#now(), function: name, level, message, fields });
    return {
      log: {
        debug: write('debug'),
        info: write('info'),
        warn: write('warn'),
        error: write('error'),
      },
      metrics: {
        add(metric: string, value = 1, { dimensions = {} }: MetricOptions = {}) {
          unwritten.push([metric, value]);
          for (const [key, of] of Object.entries(dimensions))
            unwritten.push([`${metric} ${key}=${of}`, value]);
        },
        flush,
      },
      end: flush,
      written,
    };
  }
}
