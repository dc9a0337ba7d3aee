import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** The `source` of all events that ivs-autopilot publishes. */
export const SOURCE = 'ivs-autopilot';

/** An event that ivs-autopilot publishes; docs/events.md has the schemas. It never holds a stream key's value. */
export interface AutopilotEvent {
  detailType: string;
  /** When the thing happened that the event is about, ISO 8601. */
  time: string;
  /** ARNs; the channel's ARN is the first. */
  resources: string[];
  /** `id` is the same whenever the same fact is published, so that consumers can drop duplicates. */
  detail: { id: string } & Record<string, unknown>;
}

/** Where events of ivs-autopilot are published. */
export interface Bus {
  /**
   * Resolves when the bus has accepted all events. EventBridge may still deliver one twice.
   *
   * @throws BusError if the bus refused one, and the SDK's errors
   */
  publish(events: AutopilotEvent[]): Promise<void>;
}

/** The bus refused some of the events. */
export class BusError extends Error {
  static override readonly name = 'BusError';
  override readonly name = 'BusError';
}

/** The most entries that EventBridge takes in one PutEvents request. */
const MAX_ENTRIES = 10;

/** @param name of the event bus, `BUS_NAME` */
export function eventBridgeBus(name: string, client: Pick<EventBridgeClient, 'send'>): Bus {
  return {
    async publish(events) {
      for (let i = 0; i < events.length; i += MAX_ENTRIES)
        await putBatch(client, name, events.slice(i, i + MAX_ENTRIES));
    },
  };
}

async function putBatch(
  client: Pick<EventBridgeClient, 'send'>,
  bus: string,
  events: AutopilotEvent[],
) {
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
