import type { MetricId } from '../alarms/metric-store.ts';

/** What the one-machine stack runs: serverless.yml as plain data, with all references resolved. */
export interface StackPlan {
  service: string;
  stage: string;
  functions: FunctionPlan[];
  rules: RulePlan[];
  eventSources: EventSourcePlan[];
  routes: RoutePlan[];
  queues: QueuePlan[];
  tables: TablePlan[];
  alarms: AlarmPlan[];
  /** The names of custom event buses. The bus `default` always exists. */
  buses: string[];
}

export interface FunctionPlan {
  /** The name in serverless.yml: `enqueueMetadata`. */
  name: string;
  /** The name when deployed: `ivs-autopilot-local-enqueueMetadata`. */
  fullName: string;
  /** `handlers/enqueueMetadata.handler`: the path of the file without its extension, and the export. */
  handler: string;
  environment: Record<string, string>;
  timeoutMs: number;
  memoryMb: number;
  /** The most instances at once. Further synchronous invocations are throttled. */
  reservedConcurrency?: number;
  /** The number of retries of an asynchronous invocation after a function error: 0 to 2. */
  maximumRetryAttempts: number;
  /** The age up to which an asynchronous event is retried, seconds. */
  maximumEventAgeSeconds: number;
  /** The queue to which failed asynchronous invocations are reported. */
  onFailureQueue?: string;
}

/** A rule of an event bus: its pattern or schedule, and the function that it invokes. */
export interface RulePlan {
  /** The path in serverless.yml, for error messages. */
  configPath: string;
  name: string;
  bus: string;
  function: string;
  enabled: boolean;
  /** An EventBridge event pattern, or a schedule expression: `rate(...)` or `cron(...)`. */
  on: { pattern: unknown } | { schedule: string };
  /** Constant input, instead of the event. */
  input?: unknown;
  /**
   * Must exist, as on AWS. EventBridge uses it only for events that it cannot deliver to Lambda, which
   * does not happen on one machine. Events that the function fails go to its `onFailureQueue`.
   */
  deadLetterQueue?: string;
}

/** A queue whose messages invoke a function in batches. */
export interface EventSourcePlan {
  function: string;
  queue: string;
  batchSize: number;
  reportBatchItemFailures: boolean;
  maximumConcurrency?: number;
}

/** A route of the HTTP API. */
export interface RoutePlan {
  function: string;
  /** An HTTP method, or `*`. */
  method: string;
  /** `/metadata/{id}`, `/files/{proxy+}`, or `*` for the default route. */
  path: string;
  authorization: 'iam' | 'none';
}

export interface QueuePlan {
  name: string;
  fifo: boolean;
  contentBasedDeduplication: boolean;
  deduplicationScope: 'queue' | 'messageGroup';
  visibilityTimeoutSeconds: number;
  retentionSeconds: number;
  delaySeconds: number;
  receiveWaitSeconds: number;
  maximumMessageBytes: number;
  redrive?: { queue: string; maxReceiveCount: number };
  /** Among how many of its first messages a FIFO queue looks for message groups. Default 120,000. */
  lookAhead?: number;
}

export interface TablePlan {
  name: string;
  /** The members of CreateTable, from CloudFormation. */
  definition: Record<string, unknown>;
  /** Whether it has point-in-time recovery. */
  backups: boolean;
}

export const COMPARISONS = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;

/** A CloudWatch alarm on one metric. */
export interface AlarmPlan {
  name: string;
  description: string;
  id: MetricId;
  /** `Sum`, `p99` and so on. */
  statistic: string;
  periodSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  threshold: number;
  comparison: (typeof COMPARISONS)[number];
  treatMissingData: (typeof MISSING_DATA)[number];
}
