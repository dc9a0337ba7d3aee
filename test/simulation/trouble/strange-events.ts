import type { BusEvent } from '../../../src/local/bus/event.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import { pauseOf, type Surroundings } from '../people/surroundings.ts';
import type { Chance } from '../time/randomness.ts';

const DAY = 24 * 3_600_000;
const YEAR = 365 * DAY;
/** The mean time between two strange events. */
const PAUSE_MS = 12 * 3_600_000;
/** The streams of so many newest sessions. */
const RECENT_SESSIONS = 20;
/** More bytes than an item of the table may have. */
const HUGE = 360_000;

/** Changes an event of the kind that IVS sends into one that it does not send. */
type Distortion = (event: BusEvent, chance: Chance) => object;

const DISTORTIONS: Record<string, Distortion> = {
  'of another account': (event) => ({ ...event, account: '999999999999' }),
  'of another region': (event) => ({ ...event, region: 'eu-west-1' }),
  'of a channel of another account': (event) => ({
    ...event,
    resources: ['arn:aws:ivs:us-west-2:999999999999:channel/AbCdEfGhIjKl'],
  }),
  'with an unknown name': ({ detail, ...event }) => ({
    ...event,
    detail: { ...detail, event_name: 'Stream Paused', limit_name: 'Paused Streams' },
  }),
  'of an unknown type': (event) => ({ ...event, 'detail-type': 'IVS Stage Update' }),
  'without a name': (event) => ({ ...event, detail: {} }),
  'without a stream': ({ detail: { stream_id: _, ...detail }, ...event }) => ({ ...event, detail }),
  'with a strange stream id': ({ detail, ...event }) => ({
    ...event,
    detail: { ...detail, stream_id: 'st/1' },
  }),
  'of a start, without a stream': ({ detail: { stream_id: _, ...detail }, ...event }) => ({
    ...event,
    'detail-type': 'IVS Stream State Change',
    detail: { ...detail, event_name: 'Stream Start' },
  }),
  'without a channel': (event) => ({ ...event, resources: [] }),
  'without a time': ({ time: _, ...event }) => event,
  'with a time that is none': (event) => ({ ...event, time: 'yesterday' }),
  'of the year 10000': (event) => ({ ...event, time: '+010000-01-01T00:00:00Z' }),
  'of tomorrow': (event, chance) => ({
    ...event,
    time: isoTime(Date.parse(event.time) + chance.between(DAY / 2, DAY)),
  }),
  'of long ago': (event, chance) => ({
    ...event,
    time: isoTime(Date.parse(event.time) - chance.between(1, 3) * YEAR),
  }),
  'with a long id': (event) => ({ ...event, id: 'x'.repeat(300) }),
  'with a huge detail': ({ detail, ...event }) => ({
    ...event,
    detail: { ...detail, more: 'x'.repeat(HUGE) },
  }),
  'with the name of a limit in an older form': ({ detail, ...event }) => ({
    ...event,
    'detail-type': 'IVS Limit Breach',
    detail: { ...detail, limit: 'Ingest Bitrate', limit_value: 8_500_000, limit_unit: 'bits' },
  }),
};

/** Functions that somebody invokes by hand with an event from a file. */
const TARGETS = ['recordSessionEvent', 'markChannel'];

/** Puts events on the default bus that IVS does not send today, or invokes functions with them. They are about streams that have existed. */
export class StrangeEvents {
  readonly #around: Surroundings;
  readonly #chance: Chance;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#chance = around.randomness.stream('strange events');
  }

  async happen(): Promise<void> {
    const { timeline, quiet } = this.#around;
    for (;;) {
      await timeline.sleep(pauseOf(this.#around, this.#chance, PAUSE_MS));
      if (!quiet.isQuiet) this.#send();
    }
  }

  #send(): void {
    const { cloud, story } = this.#around;
    const chance = this.#chance;
    const [name, distort] = chance.one(Object.entries(DISTORTIONS));
    const event = this.#ordinaryEvent();
    if (!event) return;
    const strange = distort(event, chance);
    const what = `an event ${name}: ${event['detail-type']}`;
    const isByHand = chance.happens(0.4);
    if (!isByHand) {
      story.tell('world', what, event.resources[0]);
      cloud.buses.put('default', strange as BusEvent);
      return;
    }
    const target = chance.one(TARGETS);
    story.tell('somebody', `invokes ${target} with ${what}`, event.resources[0]);
    void cloud.functions.invoke(target, JSON.stringify(strange));
  }

  #ordinaryEvent(): BusEvent | undefined {
    const { simulator, timeline, cloud } = this.#around;
    const sessions = simulator.sessions().slice(0, RECENT_SESSIONS);
    if (sessions.length === 0) return undefined;
    const { channelArn, streamId } = this.#chance.one(sessions);
    const [type, name] = this.#chance.one([
      ['IVS Stream State Change', { event_name: 'Stream Takeover' }],
      ['IVS Stream Health Change', { event_name: 'Starvation Start' }],
      ['IVS Limit Breach', { limit_name: 'Ingest Bitrate' }],
      ['IVS Recording State Change', { recording_status: 'Recording Start' }],
    ] as const);
    return {
      version: '0',
      id: cloud.newId(),
      'detail-type': type,
      source: 'aws.ivs',
      account: '123456789012',
      time: `${isoTime(timeline.now()).slice(0, 19)}Z`,
      region: 'us-west-2',
      resources: [channelArn],
      detail: { ...name, stream_id: streamId, channel_name: 'show' },
    };
  }
}
