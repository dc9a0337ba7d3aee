import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../account.ts';

/** An event as EventBridge delivers it to a target. */
export interface BusEvent {
  version: string;
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601 in UTC, in whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** Makes an event in EventBridge's envelope. @param at the time of the event, ms since the epoch */
export function makeEvent(
  source: string,
  detailType: string,
  at: number,
  { resources = [], detail = {} }: Partial<Pick<BusEvent, 'resources' | 'detail'>> = {},
): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    time: `${new Date(at).toISOString().slice(0, -'.000Z'.length)}Z`,
    region: REGION,
    resources,
    detail,
  };
}
