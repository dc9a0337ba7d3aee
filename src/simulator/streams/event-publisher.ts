import type { Ids } from '../state/ids.ts';
import type { IvsEventBridgeEvent } from '../types.ts';
import { recordEvent, type StreamSession, timestamp } from './stream-session.ts';

export type DetailType =
  | 'IVS Stream State Change'
  | 'IVS Stream Health Change'
  | 'IVS Limit Breach'
  | 'IVS Recording State Change';

const NAME_MEMBERS: Record<DetailType, string> = {
  'IVS Stream State Change': 'event_name',
  'IVS Stream Health Change': 'event_name',
  'IVS Limit Breach': 'limit_name',
  'IVS Recording State Change': 'recording_status',
};

interface EventPublisherDependencies {
  account: string;
  region: string;
  ids: Ids;
  now: () => number;
  deliver: (event: IvsEventBridgeEvent) => void;
}

/** Makes the events of streams, complete as EventBridge delivers them, and hands them on. */
export class EventPublisher {
  readonly #dependencies: EventPublisherDependencies;

  constructor(source: EventPublisherDependencies) {
    this.#dependencies = source;
  }

  stateChange(
    session: StreamSession,
    name: string,
    extra: { reason?: string; code?: string } = {},
  ) {
    this.streamEvent(session, 'IVS Stream State Change', name, extra);
  }

  healthChange(session: StreamSession, name: string): void {
    this.streamEvent(session, 'IVS Stream Health Change', name);
  }

  /** An event about one stream; the session remembers it among its own. */
  streamEvent(
    session: StreamSession,
    type: DetailType,
    name: string,
    extra: Record<string, unknown> & { code?: string } = {},
  ): void {
    const at = this.#dependencies.now();
    const code = extra.code === undefined ? {} : { code: extra.code };
    recordEvent(session, { name, type, at, ...code });
    const of = { channel_name: session.channel.name, stream_id: session.streamId };
    this.#send(at, type, [session.channelArn], { [NAME_MEMBERS[type]]: name, ...of, ...extra });
  }

  /** One of the account's own limits: without a channel. */
  accountLimitBreach(
    name: string,
    limit: { value: number; unit: string; exceededBy: number },
  ): void {
    this.#send(this.#dependencies.now(), 'IVS Limit Breach', [], {
      limit_name: name,
      limit_value: limit.value,
      exceeded_by: limit.exceededBy,
      limit_unit: limit.unit,
    });
  }

  #send(at: number, type: DetailType, resources: string[], detail: Record<string, unknown>): void {
    const { account, region, ids, deliver } = this.#dependencies;
    deliver({
      version: '0',
      id: ids.uuid(),
      'detail-type': type,
      source: 'aws.ivs',
      account,
      time: timestamp(at),
      region,
      resources,
      detail,
    });
  }
}
