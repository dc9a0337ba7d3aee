import type { IvsEventBridgeEvent } from '../types/event.ts';

/** PutEvents of AWS refuses sources that begin with `aws.`. */
export const DEFAULT_SOURCE = 'simulator.ivs';

/** An entry of PutEvents. */
export interface PutEventsEntry {
  EventBusName: string;
  Source: string;
  DetailType: string;
  /** JSON. */
  Detail: string;
  Resources: string[];
  /** ISO 8601, as the AWS CLI reads it. The API takes seconds since the epoch. */
  Time: string;
}

/** @returns the entry of PutEvents that puts an event of IVS on a bus, with another source */
export function putEventsEntry(
  event: IvsEventBridgeEvent,
  target: { eventBusName?: string | undefined; source?: string | undefined } = {},
): PutEventsEntry {
  return {
    EventBusName: target.eventBusName ?? 'default',
    Source: target.source ?? DEFAULT_SOURCE,
    DetailType: event['detail-type'],
    Detail: JSON.stringify(event.detail),
    Resources: event.resources,
    Time: event.time,
  };
}
