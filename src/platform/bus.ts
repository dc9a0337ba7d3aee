import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { httpTimeouts } from './http-timeouts.ts';

/** The `source` of all events of ours. */
export const SOURCE = 'ivs-autopilot';

/** An event of ours; docs/events.md has the schemas. Never holds a stream key's value. */
export interface AutopilotEvent {
  detailType: string;
  /** When what it tells of happened, ISO 8601. */
  time: string;
  /** ARNs, the channel's first. */
  resources: string[];
  /** `id` is the same however often the same fact is told, so that consumers can tell it once. */
  detail: { id: string } & Record<string, unknown>;
}

/** Where events of ours are told. */
export interface Bus {
  /** Resolves when the bus has all of them; EventBridge may still deliver one twice. */
  publish(events: AutopilotEvent[]): Promise<void>;
}

/** Some of the events were refused, or not taken. */
export class BusError extends Error {
  override readonly name = 'BusError';
}

/** EventBridge's largest batch. */
const BATCH = 10;

/** @param name of the bus, `BUS_NAME` */
export function eventBridgeBus(name: string, client = eventBridge()): Bus {
  return {
    async publish(events) {
      for (let i = 0; i < events.length; i += BATCH)
        await putBatch(client, name, events.slice(i, i + BATCH));
    },
  };
}

const eventBridge = () => new EventBridgeClient({ requestHandler: httpTimeouts(5_000) });

async function putBatch(client: EventBridgeClient, bus: string, events: AutopilotEvent[]) {
  const Entries = events.map(({ detailType, time, resources, detail }) => ({
    EventBusName: bus,
    Source: SOURCE,
    DetailType: detailType,
    Time: new Date(time),
    Resources: resources,
    Detail: JSON.stringify(detail),
  }));
  const answer = await client.send(new PutEventsCommand({ Entries }));
  if (!answer.FailedEntryCount) return;
  const refused = (answer.Entries ?? []).flatMap(({ ErrorCode, ErrorMessage }, i) =>
    ErrorCode ? [`${events[i]?.detailType}: ${ErrorCode}: ${ErrorMessage}`] : [],
  );
  throw new BusError(`bus ${bus} refused ${refused.length} events: ${refused.join('; ')}`);
}
