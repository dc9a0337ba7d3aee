import type { Chance } from '../time/randomness.ts';
import type { RecordingConfigurations } from './recording-configurations.ts';
import { callIvs, pauseOf, type Surroundings, tryEncoder } from './surroundings.ts';
import { AUTO_DELETE, ROTATE_KEY } from './tags.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The mean time between two conferences. */
const PAUSE_MS = 30 * HOUR;
/** Among so many channels, so many conferences are festivals: very many rooms, spread over the day. */
const MANY = 100;
const FESTIVALS = 0.05;
const FESTIVAL_ROOMS = 150;
const FESTIVAL_MS = 6 * HOUR;

/**
 * Whoever organizes conferences: for each of them, several channels begin and end at about the same time. They
 * are for this day only, and nobody deletes them by hand.
 */
export class ConferenceOrganizer {
  readonly #around: Surroundings;
  readonly #chance: Chance;
  readonly #recordings: RecordingConfigurations;

  constructor(around: Surroundings, number: number, recordings: RecordingConfigurations) {
    this.#around = around;
    this.#recordings = recordings;
    this.#chance = around.randomness.stream(`conferences ${number}`);
  }

  async work(): Promise<void> {
    for (;;) {
      const pause = pauseOf(this.#around, this.#chance, PAUSE_MS);
      if (await this.#around.quiet.sleep(pause)) this.#hold();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  #hold(): void {
    const isLarge = this.#around.simulator.channels().length > MANY;
    const isFestival = isLarge && this.#chance.happens(FESTIVALS);
    const rooms = isFestival ? FESTIVAL_ROOMS : this.#chance.whole(2, 7);
    const duration = isFestival ? FESTIVAL_MS : 30 * MINUTE;
    const tag = this.#chance.one(['true', '10m', '30s', '2h']);
    for (let room = 1; room <= rooms; room += 1) void this.#open(`room-${room}`, tag, duration);
  }

  async #open(name: string, tag: string, duration: number): Promise<void> {
    const chance = this.#chance;
    const records = chance.happens(0.6) ? this.#recordings.some(chance) : undefined;
    const rotates = chance.happens(0.3);
    const answer = await callIvs<Created>(this.#around, 'CreateChannel', {
      ...(chance.happens(0.9) && { name }),
      tags: { [AUTO_DELETE]: tag, ...(rotates && { [ROTATE_KEY]: 'on-end' }) },
      ...(records !== undefined && { recordingConfigurationArn: records }),
    });
    if (!answer) return;
    const { channel, streamKey } = answer;
    this.#around.story.tell('organizer', `creates ${name} with the tag ${tag}`, channel.arn);
    await this.#around.quiet.sleep(chance.between(MINUTE, duration));
    await this.#stream(channel.arn, streamKey.value);
  }

  /** Some rooms stay empty. Some lose their connection, and connect again within the time of a recording. */
  async #stream(arn: string, streamKey: string): Promise<void> {
    const { simulator, story } = this.#around;
    const talks = this.#chance.one([0, 1, 1, 1, 2, 3]);
    for (let talk = 0; talk < talks; talk += 1) {
      const connection = tryEncoder(() => simulator.connectEncoder({ streamKey }));
      story.tell('organizer', connection ? 'begins a talk' : 'cannot begin a talk', arn);
      const goesOn = await this.#around.quiet.sleep(this.#chance.between(MINUTE, 40 * MINUTE));
      if (connection) tryEncoder(() => simulator.disconnectEncoder(connection.streamId));
      if (!goesOn) return;
      const pause = this.#chance.between(8_000, 6 * MINUTE);
      if (!(await this.#around.quiet.sleep(pause))) return;
    }
  }
}

interface Created {
  channel: { arn: string };
  streamKey: { value: string };
}
