import { putEvents } from '../put-events.ts';
import { BUS_OPERATIONS } from './buses.ts';
import { DESTINATION_OPERATIONS } from './destinations.ts';
import type { EventsOperation } from './operation.ts';
import { RULE_OPERATIONS } from './rules.ts';
import { TAG_OPERATIONS } from './tags.ts';
import { TARGET_OPERATIONS } from './targets.ts';

/** The operations of EventBridge, as far as the stack has them. */
const OPERATIONS: Readonly<Record<string, EventsOperation>> = {
  PutEvents: ({ buses, now }, { Entries }) => putEvents(buses, Entries, now()),
  ...RULE_OPERATIONS,
  ...TARGET_OPERATIONS,
  ...BUS_OPERATIONS,
  ...DESTINATION_OPERATIONS,
  ...TAG_OPERATIONS,
};
export const EVENTS_OPERATIONS = Object.keys(OPERATIONS);

/** @returns undefined if the stack does not have the operation */
export const eventsOperation = (name: string): EventsOperation | undefined =>
  Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
