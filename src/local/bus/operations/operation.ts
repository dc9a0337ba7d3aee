import type { JsonObject } from '../../aws-json.ts';
import type { FunctionPlan } from '../../config/plan.ts';
import type { Buses } from '../bus.ts';
import type { CreatedRules } from '../created/created-rules.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import type { ApiDestinations } from '../destinations/api-destinations.ts';
import type { Rules } from '../rules.ts';

/** What the operations of EventBridge need. */
export interface EventsApi {
  buses: Buses;
  /** The rules of serverless.yml. */
  rules: Rules;
  /** The rules of other code. */
  created: CreatedRules;
  deliveries: Pick<Deliveries, 'forget'>;
  destinations: ApiDestinations;
  functions: readonly FunctionPlan[];
  /** The tags of rules and buses, by ARN. */
  tags: Map<string, ReadonlyMap<string, string>>;
  /** ms since the epoch */
  now(): number;
}

export type EventsOperation = (api: EventsApi, input: JsonObject) => object;
