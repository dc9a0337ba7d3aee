import type { Ids } from '../state/ids.ts';
import type { IvsEventBridgeEvent } from '../types/event.ts';
import {
  eventBridgeEvent,
  type LimitBreachForm,
  limitBreachDetail,
  type StreamEventType,
  streamDetail,
} from './event-forms.ts';
import type {
  AccountLimit,
  EventDetailType,
  HealthChangeName,
  StateChangeName,
} from './event-names.ts';
import type { IngestBreach, LimitExcess } from './limits.ts';
import { recordEvent, type StreamSession } from './stream-session.ts';

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
    type: StreamEventType,
    name: string,
    extra: Record<string, unknown> & { code?: string } = {},
  ): void {
    const at = this.#dependencies.now();
    const code = extra.code === undefined ? {} : { code: extra.code };
    recordEvent(session, { name, type, at, ...code });
    const detail = streamDetail(type, name, streamOf(session), extra);
    this.#send(at, type, [session.channelArn], detail);
  }

  /** Publishes that a stream is over a limit, and adds the event to those of its session. */
  limitBreach(session: StreamSession, name: IngestBreach['name'], limit: LimitExcess): void {
    const at = this.#dependencies.now();
    const type = 'IVS Limit Breach';
    recordEvent(session, { name, type, at });
    const form = this.#dependencies.limitBreachForm;
    const detail = limitBreachDetail(form, name, limit, streamOf(session));
    this.#send(at, type, [session.channelArn], detail);
  }

  /** Publishes that the account is over a limit. Such an event names no channel. */
  accountLimitBreach(name: AccountLimit, limit: LimitExcess): void {
    const detail = limitBreachDetail(this.#dependencies.limitBreachForm, name, limit);
    this.#send(this.#dependencies.now(), 'IVS Limit Breach', [], detail);
  }

  #send(
    at: number,
    type: EventDetailType,
    resources: string[],
    detail: Record<string, unknown>,
  ): void {
    const { account, region, ids, deliver } = this.#dependencies;
    deliver(eventBridgeEvent({ id: ids.uuid(), account, region, at, type, resources, detail }));
  }
}

const streamOf = ({ channel, streamId }: StreamSession) => ({
  channelName: channel.name,
  streamId,
});
