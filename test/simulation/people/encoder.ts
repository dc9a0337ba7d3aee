import type { Chance } from '../time/randomness.ts';
import { CUES } from './metadata/cues.ts';
import { callIvs, type Surroundings, tryEncoder } from './surroundings.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The mean time from one show to the next. */
const PAUSE_MS = 28 * HOUR;
const LONGEST_SHOW_MS = 2 * HOUR;
const MARATHON_MS = 60 * HOUR;
const REHEARSALS = 60;
const FORGOTTEN = 0.1;
/** A bad connection: so often, it is too slow for a moment. IVS lists the newest 500 events of a session. */
const FLAPS = [280, 280, 280, 550];
const PICTURE = { video: { videoWidth: 1920, videoHeight: 1080, targetBitrate: 6_000_000 } };
const TOO_LARGE = { video: { videoWidth: 3840, videoHeight: 2160, targetBitrate: 20_000_000 } };
const SOUND = {
  audio: { codec: 'mp4a.40.2', targetBitrate: 160_000, sampleRate: 48_000, channels: 2 },
};
/** What encoders send. Most send a picture. */
const INGESTS = [
  { ingest: PICTURE },
  { ingest: PICTURE },
  { ingest: { ...PICTURE, ...SOUND } },
  { ingest: SOUND },
  { ingest: {} },
  {
    ingestConfigurations: {
      videoConfigurations: [
        { videoWidth: 1920, videoHeight: 1080, targetBitrate: 4_000_000, track: 'Track0' },
        { videoWidth: 640, videoHeight: 360, targetBitrate: 600_000, track: 'Track1' },
      ],
      audioConfigurations: [{ ...SOUND.audio, track: 'Track0' }],
    },
  },
];

export interface EncoderOptions {
  arn: string;
  chance: Chance;
}

/** The encoder of a channel. It starts shows, drops, comes back, starves, is taken over, and gives up. */
export class Encoder {
  readonly #around: Surroundings;
  readonly #arn: string;
  readonly #chance: Chance;
  #isRetired = false;
  #lastKey = '';

  constructor(around: Surroundings, { arn, chance }: EncoderOptions) {
    this.#around = around;
    this.#arn = arn;
    this.#chance = around.randomness.stream(`encoder ${arn} ${chance.number()}`);
  }

  /** The channel is gone. */
  retire(): void {
    this.#isRetired = true;
  }

  /** Streams one show after the other, until the encoder retires. */
  async stream(): Promise<void> {
    await this.#around.timeline.sleep(this.#chance.between(MINUTE, PAUSE_MS));
    while (!this.#isRetired) {
      if (!this.#around.quiet.isQuiet) await this.#show();
      // An encoder that reconnects by itself may be on the air again. Few are forgotten until the next show.
      if (!this.#chance.happens(FORGOTTEN)) this.#disconnect('is switched off');
      const pause = -Math.log(1 - this.#chance.number()) * PAUSE_MS;
      await this.#around.quiet.sleep(pause);
      if (this.#around.quiet.isQuiet) await this.#around.timeline.sleep(HOUR);
    }
  }

  async #show(): Promise<void> {
    if (this.#chance.happens(0.004 * this.#around.pace)) return this.#rehearse();
    const longest = this.#chance.happens(0.002 * this.#around.pace) ? MARATHON_MS : LONGEST_SHOW_MS;
    const length = 2 * MINUTE + this.#chance.number() ** 2 * longest;
    const end = this.#around.timeline.now() + length;
    while (this.#around.timeline.now() < end && !this.#isRetired) {
      const streamId = await this.#connect();
      if (streamId === undefined) return;
      if (this.#chance.happens(0.12)) return this.#giveUpBeforeStart();
      const left = end - this.#around.timeline.now();
      await this.#onAir(streamId, left);
      // Most encoders that drop come back soon.
      if (!(await this.#around.quiet.sleep(this.#chance.between(3_000, 4 * MINUTE)))) return;
    }
  }

  /** Connects and disconnects many times: more sessions than fit on a page. */
  async #rehearse(): Promise<void> {
    this.#tell('rehearses');
    for (let times = 0; times < REHEARSALS && !this.#isRetired; times += 1) {
      if ((await this.#connect()) !== undefined) {
        await this.#around.timeline.sleep(this.#chance.between(5_000, MINUTE));
        this.#disconnect('ends a rehearsal');
      }
      if (!(await this.#around.quiet.sleep(2 * MINUTE))) return;
    }
  }

  /** @returns the stream id; undefined if there is no key, or IVS refuses it */
  async #connect(): Promise<string | undefined> {
    const streamKey = await this.#key();
    if (streamKey === undefined) return undefined;
    const breaks = this.#chance.happens(0.02);
    const ingest = breaks ? { ingest: TOO_LARGE } : this.#chance.one(INGESTS);
    const returns = this.#chance.happens(0.5);
    const request = { streamKey, ...ingest, ...(returns && { reconnectAfterMs: 4_000 }) };
    const connection = tryEncoder(() => this.#around.simulator.connectEncoder(request));
    this.#tell(connection ? `connects: ${connection.streamId}` : 'is refused');
    if (connection) this.#lastKey = streamKey;
    return connection?.streamId;
  }

  /** Some encoders still have an old key. */
  async #key(): Promise<string | undefined> {
    if (this.#lastKey !== '' && this.#chance.happens(0.03)) return this.#lastKey;
    const key = this.#around.simulator.channels({ channelArn: this.#arn })[0]?.streamKeys[0];
    return key?.value;
  }

  async #giveUpBeforeStart(): Promise<void> {
    await this.#around.timeline.sleep(this.#chance.between(500, 5_000));
    this.#disconnect('disconnects before the stream starts');
  }

  /** On the air until the show ends, or the connection does. */
  async #onAir(streamId: string, length: number): Promise<void> {
    const { timeline, simulator } = this.#around;
    const end = timeline.now() + length;
    while (timeline.now() < end && !this.#isRetired) {
      const step = Math.min(end - timeline.now(), this.#chance.between(MINUTE, 40 * MINUTE));
      if (!(await this.#around.quiet.sleep(step))) break;
      const count = Math.floor(this.#chance.number() ** 3 * 2_000);
      tryEncoder(() => simulator.setViewers(this.#arn, count));
      if (this.#chance.happens(0.1)) this.#around.insertCue(this.#arn, this.#chance.one(CUES));
      const goesOn = await this.#incident(streamId);
      if (!goesOn) return;
    }
    this.#disconnect('ends the show');
  }

  /** @returns whether the same stream goes on */
  async #incident(streamId: string): Promise<boolean> {
    const { simulator } = this.#around;
    const number = this.#chance.number();
    if (number < 0.06) return this.#disconnect('drops');
    if (number < 0.12) return this.#starve(streamId);
    if (number < 0.14) {
      this.#tell('fails');
      tryEncoder(() => simulator.failStream(streamId, 'Transcoding failed'));
      return false;
    }
    if (number < 0.18) this.#takeOver();
    if (number > 1 - 0.004 * this.#around.pace) return this.#flap(streamId);
    if (number < 0.2) {
      this.#tell('is stopped by its owner');
      await callIvs(this.#around, 'StopStream', { channelArn: this.#arn });
    }
    return true;
  }

  async #starve(streamId: string): Promise<boolean> {
    const { simulator } = this.#around;
    const isLong = this.#chance.happens(0.15);
    const silence = isLong
      ? this.#chance.between(MINUTE, 5 * MINUTE)
      : this.#chance.between(2_000, 45_000);
    this.#tell(`sends nothing for ${Math.round(silence / 1_000)} s`);
    tryEncoder(() => simulator.starveEncoder(streamId));
    await this.#around.timeline.sleep(silence);
    return tryEncoder(() => simulator.recoverEncoder(streamId)) !== undefined;
  }

  async #flap(streamId: string): Promise<boolean> {
    const { simulator, timeline } = this.#around;
    this.#tell('has a bad connection');
    const flaps = this.#chance.one(FLAPS);
    for (let times = 0; times < flaps; times += 1) {
      if (!tryEncoder(() => simulator.starveEncoder(streamId))) return false;
      await timeline.sleep(this.#chance.between(2_000, 8_000));
      if (!tryEncoder(() => simulator.recoverEncoder(streamId))) return false;
      await timeline.sleep(this.#chance.between(2_000, 20_000));
    }
    return true;
  }

  /** Once, or so often that IVS refuses it in the end. Some of those who take over send something else. */
  #takeOver(): void {
    const chance = this.#chance;
    const attempts = chance.happens(0.1) ? chance.whole(2, 8) : 1;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const priority = chance.whole(1, 1_000);
      const { ingest } = chance.happens(0.9) ? { ingest: PICTURE } : { ingest: SOUND };
      const request = { streamKey: this.#lastKey, priority, ingest };
      const taken = tryEncoder(() => this.#around.simulator.connectEncoder(request));
      this.#tell(`${taken ? 'is taken over' : 'is not taken over'} with priority ${priority}`);
    }
  }

  /** After StopStream, an encoder may have connected again. @returns false: the stream does not go on */
  #disconnect(what: string): false {
    const { simulator } = this.#around;
    const [newest] = simulator.sessions({ channelArn: this.#arn, limit: 1 });
    if (newest && tryEncoder(() => simulator.disconnectEncoder(newest.streamId))) this.#tell(what);
    return false;
  }

  #tell(what: string): void {
    this.#around.story.tell('encoder', what, this.#arn);
  }
}
