/** What the one-machine stack builds: serverless.yml as plain data, with every reference resolved. */
export interface StackPlan {
  service: string;
  stage: string;
  functions: FunctionPlan[];
  rules: RulePlan[];
  eventSources: EventSourcePlan[];
  routes: RoutePlan[];
  queues: QueuePlan[];
  tables: TablePlan[];
  /** Custom event buses, by name; the bus `default` is always there. */
  buses: string[];
}

export interface FunctionPlan {
  /** As in serverless.yml: `enqueueMetadata`. */
  name: string;
  /** As deployed: `ivs-autopilot-local-enqueueMetadata`. */
  fullName: string;
  /** `handlers/enqueueMetadata.handler`: path of the file without its extension, and the export. */
  handler: string;
  environment: Record<string, string>;
  timeoutMs: number;
  memoryMb: number;
  /** At most so many instances at once; more synchronous invocations are throttled. */
  reservedConcurrency?: number;
  /** Retries of an asynchronous invocation after a function error: 0 to 2. */
  maximumRetryAttempts: number;
  /** Seconds that an asynchronous event may wait for its last attempt. */
  maximumEventAgeSeconds: number;
  /** The queue that failed asynchronous invocations are reported to. */
  onFailureQueue?: string;
}

/** A rule of an event bus: what it waits for, and the function it invokes. */
export interface RulePlan {
  /** Where serverless.yml says it, for error messages. */
  configPath: string;
  name: string;
  bus: string;
  function: string;
  enabled: boolean;
  /** An EventBridge event pattern, or a schedule expression: `rate(...)` or `cron(...)`. */
  on: { pattern: unknown } | { schedule: string };
  /** Constant input in place of the event. */
  input?: unknown;
  /**
   * Must be there, as on AWS. EventBridge uses it only for events that it can't hand to Lambda, which
   * does not happen on one machine: what the function itself fails goes to its `onFailureQueue`.
   */
  deadLetterQueue?: string;
}

/** A queue whose messages a function gets in batches. */
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
}

export interface TablePlan {
  name: string;
  /** CreateTable's own members, as CloudFormation has them. */
  definition: Record<string, unknown>;
}
