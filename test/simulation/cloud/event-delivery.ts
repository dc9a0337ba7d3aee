import type { IvsEventBridgeEvent } from '../../../src/simulator/index.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';

export interface EventDeliveryOptions {
  timeline: Timeline;
  troubles: Troubles;
  /** An event arrives at the default bus. */
  deliver(event: IvsEventBridgeEvent): void;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long an event usually needs, ms. Events may overtake each other. */
const USUAL_MS: [from: number, to: number] = [200, 1_500];

/** From IVS to the event bus: events are lost, doubled, late and out of order. */
export class EventDelivery {
  readonly #options: EventDeliveryOptions;
  #onTheWay = 0;

  constructor(options: EventDeliveryOptions) {
    this.#options = options;
  }

  /** How many events are on their way. */
  get onTheWay(): number {
    return this.#onTheWay;
  }

  send(event: IvsEventBridgeEvent): void {
    const { troubles } = this.#options;
    const what = () => nameOf(event);
    if (troubles.isOut('events silent', 'all events')) return;
    if (troubles.strikes('event lost', what)) return;
    this.#deliverLater(event);
    if (troubles.strikes('event doubled', what)) this.#deliverLater(event);
  }

  #deliverLater(event: IvsEventBridgeEvent): void {
    const { timeline, deliver } = this.#options;
    this.#onTheWay += 1;
    timeline.after(this.#delayOf(event), () => {
      this.#onTheWay -= 1;
      deliver(event);
    });
  }

  #delayOf(event: IvsEventBridgeEvent): number {
    const { troubles } = this.#options;
    const what = () => nameOf(event);
    if (troubles.strikes('event late by hours', what))
      return troubles.chance('event late by hours').between(10 * MINUTE, 6 * HOUR);
    const chance = troubles.chance('event overtaken');
    if (troubles.strikes('event overtaken', what)) return chance.between(0, 2 * MINUTE);
    return chance.between(...USUAL_MS);
  }
}

/** For the story: `Stream Start of channel/abc`. */
export function nameOf({ detail, resources, 'detail-type': type }: IvsEventBridgeEvent): string {
  const { event_name: name = type } = detail as { event_name?: string };
  return `${name} of ${resources[0]?.split(':').at(-1) ?? 'the account'}`;
}
