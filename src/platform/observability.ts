/**
 * Fields of a structured log line. Never a stream key value, never a whole SDK response. The logger
 * drops fields that carry the name of one of its own.
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
  /** Adds `value` (default 1, of `unit` Count) to a metric; `dimensions` cut it, for example by reason. */
  add(name: string, value?: number, options?: MetricOptions): void;
}

export interface MetricOptions {
  unit?: Unit;
  dimensions?: Record<string, string>;
}

export interface Observability {
  log: Log;
  metrics: Metrics;
}
