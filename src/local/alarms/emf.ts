import * as z from 'zod/mini';
import type { MetricId } from './metric-store.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const embedded = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});
type Embedded = z.infer<typeof embedded>;
type Directive = Embedded['_aws']['CloudWatchMetrics'][number];

/** A value that a line of a log adds to a metric. */
export interface LoggedValue {
  id: MetricId;
  /** ms since the epoch */
  at: number;
  value: number;
}

/** The values that CloudWatch takes from a line of a log; none if the line is not in the embedded metric format. */
export function loggedValues(line: string): LoggedValue[] {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return [];
  const parsed = embedded.safeParse(parseJson(line));
  if (!parsed.success) return [];
  const { data } = parsed;
  return data._aws.CloudWatchMetrics.flatMap((directive) => valuesOf(directive, data));
}

function valuesOf({ Namespace, Dimensions, Metrics }: Directive, data: Embedded): LoggedValue[] {
  const at = data._aws.Timestamp;
  return Dimensions.flatMap((names) => {
    const dimensions = Object.fromEntries(names.map((name) => [name, String(data[name])]));
    return Metrics.flatMap(({ Name }) =>
      numbersOf(data[Name]).map((value) => {
        return { id: { namespace: Namespace, name: Name, dimensions }, at, value };
      }),
    );
  });
}

/** A metric has one value, or a list of values. */
const numbersOf = (value: unknown): number[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'number');

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
