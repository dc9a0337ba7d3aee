/**
 * Fields of a structured log line. Never put a stream key's value or a whole SDK response here. The
 * reserved names are the logger's own: it would drop these fields.
 */
export type Fields = Record<string, unknown> & Partial<Record<Reserved, never>>;
type Reserved = 'message' | 'level' | 'timestamp' | 'service' | 'sampling_rate';

export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export type Unit = 'Count' | 'Milliseconds' | 'Bytes';

export interface Metrics {
  /** Adds `value` (default 1, in `unit`, default Count) to a metric, split by `dimensions`, for example by reason. */
  add(name: string, value?: number, options?: MetricOptions): void;
  /**
   * Writes what was added so far. Without it, that happens when the invocation ends. It is for counts that
   * nobody could repeat if the instance crashed.
   */
  flush(): void;
}

export interface MetricOptions {
  unit?: Unit;
  dimensions?: Record<string, string>;
}

export interface Observability {
  log: Log;
  metrics: Metrics;
}
