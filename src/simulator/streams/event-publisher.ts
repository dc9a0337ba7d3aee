import type { Ids } from '../state/ids.ts';
import type { IvsEventBridgeEvent } from '../types.ts';
import type {
  AccountLimit,
  EventDetailType,
  HealthChangeName,
  StateChangeName,
} from './event-names.ts';
import { recordEvent, type StreamSession, timestamp } from './stream-session.ts';

/** The member of `detail` that holds the name of the event. */
const NAME_MEMBERS: Record<EventDetailType, string> = {
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
  /** Called with each event. */
  deliver: (event: IvsEventBridgeEvent) => void;
}

/** Publishes EventBridge events about streams and about limits of the account. */
export class EventPublisher {
  readonly #dependencies: EventPublisherDependencies;

  constructor(dependencies: EventPublisherDependencies) {
    this.#dependencies = dependencies;
  }

  stateChange(
    session: StreamSession,
    name: StateChangeName,
    extra: { reason?: string; code?: string } = {},
  ): void {
    this.streamEvent(session, 'IVS Stream State Change', name, extra);
  }

  healthChange(session: StreamSession, name: HealthChangeName): void {
    this.streamEvent(session, 'IVS Stream Health Change', name);
  }

  /**
   * Publishes an event about one stream and adds it to the events of its session.
   *
   * @param extra further members of `detail`
   */
  streamEvent(
    session: StreamSession,
    type: EventDetailType,
    name: string,
    extra: Record<string, unknown> & { code?: string } = {},
  ): void {
    const at = this.#dependencies.now();
    const code = extra.code === undefined ? {} : { code: extra.code };
    recordEvent(session, { name, type, at, ...code });
    this.#send(at, type, [session.channelArn], {
      [NAME_MEMBERS[type]]: name,
      channel_name: session.channel.name,
      stream_id: session.streamId,
      ...extra,
    });
  }

  /** Publishes that the account is over a limit. Such an event names no channel. */
  accountLimitBreach(
    name: AccountLimit,
    limit: { value: number; unit: string; exceededBy: number },
  ): void {
    this.#send(this.#dependencies.now(), 'IVS Limit Breach', [], {
      limit_name: name,
      limit_value: limit.value,
      exceeded_by: limit.exceededBy,
      limit_unit: limit.unit,
    });
  }

  #send(
    at: number,
    type: EventDetailType,
    resources: string[],
    detail: Record<string, unknown>,
  ): void {
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
