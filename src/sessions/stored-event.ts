import type { IvsEvent } from '../ivs/events.ts';
import type { ImplausibleTime } from './implausible-time.ts';

/** An event, with what is stored beside it. */
export interface StoredEvent {
  event: IvsEvent;
  /** DynamoDB's TTL, seconds since the epoch. */
  expiresAt: number;
  /** True: EventBridge did not deliver it. It was derived from an answer of IVS. */
  repaired: boolean;
  /** When this delivery was received, ISO 8601. Absent for a repair. */
  receivedAt?: string;
  /** Set if the event's time is implausible. */
  odd?: ImplausibleTime;
}

/** Identifies a stored event. */
export type EventRef = Pick<IvsEvent, 'channelArn' | 'streamId' | 'time' | 'id'>;
