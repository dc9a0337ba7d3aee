import type { JsonObject } from '../../aws-json.ts';
import type { BusEvent } from '../event.ts';
import type { EventPattern } from '../pattern/pattern.ts';

/** A rule that PutRule made: it stands beside those of serverless.yml. */
export interface CreatedRule {
  name: string;
  bus: string;
  arn: string;
  isEnabled: boolean;
  pattern?: { text: string; matches: EventPattern };
  /** `rate(...)` or `cron(...)` */
  schedule?: string;
  description?: string;
  roleArn?: string;
  /** By their ids. */
  targets: ReadonlyMap<string, RuleTarget>;
}

export interface RuleTarget {
  id: string;
  arn: string;
  /** As PutTargets received it. ListTargetsByRule answers it. */
  given: JsonObject;
  destination: Destination;
  /** Makes what the target receives. */
  payload: MakePayload;
  retry: RetryPolicy;
  deadLetterQueue?: string;
}

/** Where an event goes. */
export type Destination =
  | { kind: 'queue'; name: string; groupId?: string }
  /** @param name the name in serverless.yml */
  | { kind: 'function'; name: string }
  | { kind: 'api'; name: string; http: HttpParameters };

/** What a target adds to the request of its API destination. */
export interface HttpParameters {
  /** The values of the `*` in the endpoint, in order. */
  path: readonly string[];
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
}

export interface RetryPolicy {
  maxAttempts: number;
  maxAgeMs: number;
}

/** @param receivedAt when the bus received the event, ms since the epoch */
export type MakePayload = (
  event: BusEvent,
  rule: Pick<CreatedRule, 'name' | 'arn'>,
  receivedAt: number,
) => string;
