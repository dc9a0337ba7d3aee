import type { TableMark } from '../platform/table-format.ts';
import type { Tick } from '../platform/ticks.ts';
import type { QueueKind } from './expected.ts';

/** What a request to AWS found, or why it failed. */
export type Probe<T> = { value: T } | Failure;
export interface Failure {
  /** The name of the error. */
  error: string;
  message: string;
}

export interface FunctionFacts {
  state: string;
  /** Its variables, as far as the checks need them. */
  environment: Readonly<Record<string, string>>;
}

export interface RuleFacts {
  isEnabled: boolean;
  /** The ARNs of its targets. */
  targets: readonly string[];
}

export interface EventSourceFacts {
  queueArn: string;
  /** `Enabled`, `Disabled`, or a state in between. */
  state: string;
}

/** A live stream, and what the table has of its session. */
export interface LiveStream {
  channelArn: string;
  streamId: string;
  /** ISO 8601; absent if IVS does not say. */
  since?: string;
  /** How the start is recorded: by an event of IVS, by a repair, or not at all. */
  recorded: 'event' | 'repair' | 'no';
  /** The newest event of the session by its detail-type, ISO 8601. */
  lastEvents: Readonly<Record<string, string>>;
}

export interface TableFacts {
  status: string;
  billing: string;
  /** When the stage was deployed first, ISO 8601. */
  createdAt?: string;
}

/** Everything that the checks decide by. Times are ISO 8601. */
export interface Facts {
  at: string;
  stage: string;
  region: string;
  version: string;
  tagPrefix: string;
  functions: readonly { name: string; probe: Probe<FunctionFacts> }[];
  eventSources: readonly { name: string; queue: string; probe: Probe<EventSourceFacts[]> }[];
  rules: readonly { name: string; functionName: string; bus: string; probe: Probe<RuleFacts> }[];
  /** `messages`: waiting and in flight. */
  queues: readonly { name: string; kind: QueueKind; probe: Probe<{ messages: number }> }[];
  table: Probe<TableFacts>;
  backups: Probe<boolean>;
  mark: Probe<TableMark | undefined>;
  ticks: Probe<Tick[]>;
  /** IVS: whether channels can be listed, and the live streams. */
  channels: Probe<number>;
  live: Probe<LiveStream[]>;
  /** Open dead letters in the table. Those in the queues move there within minutes. */
  letters: Probe<{ metadata: number; function: number; hasMore: boolean }>;
  /** How many channels wait for an approval. */
  stopped: Probe<{ channels: number; at: string } | undefined>;
  overdueKeys: Probe<string[]>;
  /** Other stages in the account and region, with their prefix of tags. */
  otherStages: Probe<{ stage: string; tagPrefix: string }[]>;
}
