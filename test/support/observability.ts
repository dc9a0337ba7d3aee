import type { Fields, MetricOptions, Observability } from '../../src/platform/observability.ts';

export interface Line {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  fields: Fields;
}

/** Log and metrics that remember, for tests that look at what an operator would see. */
export function recordObservability() {
  const lines: Line[] = [];
  const counts: Record<string, number> = {};
  const write =
    (level: Line['level']) =>
    (message: string, fields: Fields = {}) => {
      lines.push({ level, message, fields });
    };
  const observability: Observability = {
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    metrics: {
      add(name: string, value = 1, _options: MetricOptions = {}) {
        counts[name] = (counts[name] ?? 0) + value;
      },
      flush: () => undefined,
    },
  };
  return { ...observability, lines, counts };
}
