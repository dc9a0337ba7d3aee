import type { Ids } from '../state/ids.ts';
import type { IvsEventBridgeEvent } from '../types.ts';
import type {
  AccountLimit,
  EventDetailType,
  HealthChangeName,
  StateChangeName,
} from './event-names.ts';
import type { IngestBreach, LimitExcess } from './limits.ts';
import { recordEvent, type StreamSession, timestamp } from './stream-session.ts';

/** The member of `detail` that holds the name of the event. */
const NAME_MEMBERS: Record<Exclude<EventDetailType, 'IVS Limit Breach'>, string> = {
  'IVS Stream State Change': 'event_name',
  'IVS Stream Health Change': 'event_name',
  'IVS Recording State Change': 'recording_status',
};

/**
 * The form of IVS Limit Breach: `limit_name` as in the user guide, or `limit` as in the schema `aws.ivs@LimitBreach`
 * of the EventBridge schema registry, which has no member for the channel and the stream.
 */
export type LimitBreachForm = 'limit_name' | 'limit';

interface EventPublisherDependencies {
  account: string;
  region: string;
  ids: Ids;
  now: () => number;
  limitBreachForm: LimitBreachForm;
  /** Called with each event. */
  deliver: (event: IvsEventBridgeEvent) => void;
}

/** Publishes EventBridge events about streams and about limits of the account. */
export class EventPublisher {
  readonly #dependencies: EventPublisherDependencies;

  constructor(dependencies: EventPublisherDependencies) {
    this.#dependencies = dependencies;
  }

  /** Delivers an event that was made elsewhere, as it is. */
  deliver(event: IvsEventBridgeEvent): void {
    this.#dependencies.deliver(event);
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
    type: keyof typeof NAME_MEMBERS,
    name: string,
    extra: Record<string, unknown> & { code?: string } = {},
  ): void {
    const at = this.#dependencies.now();
    const code = extra.code === undefined ? {} : { code: extra.code };
    recordEvent(session, { name, type, at, ...code });
    this.#send(at, type, [session.channelArn], {
      [NAME_MEMBERS[type]]: name,
      ...streamMembers(session),
      ...extra,
    });
  }

  /** Publishes that a stream is over a limit, and adds the event to those of its session. */
  limitBreach(session: StreamSession, name: IngestBreach['name'], limit: LimitExcess): void {
    const at = this.#dependencies.now();
    const type = 'IVS Limit Breach';
    recordEvent(session, { name, type, at });
    this.#send(at, type, [session.channelArn], {
      ...this.#limitMembers(name, limit),
      ...(this.#dependencies.limitBreachForm === 'limit_name' && streamMembers(session)),
    });
  }

  /** Publishes that the account is over a limit. Such an event names no channel. */
  accountLimitBreach(name: AccountLimit, limit: LimitExcess): void {
    const detail = this.#limitMembers(name, limit);
    this.#send(this.#dependencies.now(), 'IVS Limit Breach', [], detail);
  }

  #limitMembers(name: string, { value, unit, exceededBy }: LimitExcess): Record<string, unknown> {
    return {
      [this.#dependencies.limitBreachForm]: name,
      limit_value: value,
      exceeded_by: exceededBy,
      limit_unit: unit,
    };
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

const streamMembers = ({ channel, streamId }: StreamSession) => ({
  channel_name: channel.name,
  stream_id: streamId,
});
