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

/** What is put into an event. */
export interface EventContent extends Partial<Pick<BusEvent, 'resources' | 'detail'>> {
  source: string;
  detailType: string;
  /** The time of the event, ms since the epoch. */
  at: number;
}

/** Makes an event in EventBridge's envelope. @param id a new UUID */
export function makeEvent(
  id: string,
  { source, detailType, at, resources = [], detail = {} }: EventContent,
): BusEvent {
  return {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    time: `${new Date(at).toISOString().slice(0, -'.000Z'.length)}Z`,
    region: REGION,
    resources,
    detail,
  };
}
