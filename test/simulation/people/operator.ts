import type { Chance } from '../time/randomness.ts';
import { askFor } from './ask-for.ts';
import { pauseOf, type Surroundings } from './surroundings.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Settings that operators change: first the usual value, then those that they try. */
const SETTINGS: Record<string, readonly string[]> = {
  CLEANUP_MODE: ['apply', 'plan', 'plan', 'off'],
  CLEANUP_DEFAULT_GRACE: ['10m', '1m', '1h'],
  CLEANUP_NEVER_LIVE: ['none', '2d', '6h'],
  CLEANUP_MAX_SHARE: ['0.2', '0.05', '0.5'],
  CLEANUP_MAX_DELETES: ['100', '2', '1'],
  ROTATION_MODE: ['apply', 'plan', 'plan', 'off'],
  ROTATION_END_GRACE: ['5m', 'none', '30m'],
  ROTATION_OVERDUE_ALARM: ['1d', 'none', '1h'],
  ROTATION_MAX_KEYS: ['100', '1', '2'],
  ROTATION_MAX_SHARE: ['0.2', '0.05', '0.5'],
  SESSION_AUDIT_INTERVAL: ['1d', 'none', '6h'],
  KEY_SECRETS: ['ivs/local/{channelId}', ''],
  KEY_SECRETS_KMS_KEY_ID: ['', 'alias/stream-keys'],
  IVS_QUOTA_SHARE: ['0.6', '0.3', '0.9'],
  METADATA_OFFLINE: ['hold', 'drop'],
  METADATA_HISTORY: ['on', 'off'],
  METADATA_COMPRESSION: ['off', 'deflate'],
  METADATA_GAP_MS: ['210', '200', '400'],
  METADATA_MAX_BYTES: ['1000', '1024', '700'],
  METADATA_DEFAULT_TTL: ['10m', '1m', '1h'],
  METADATA_MAX_BACKLOG: ['10m', '20s'],
  METADATA_STICKY_SECONDS: ['10', '5', '30'],
};
/** Values that stop a function when it starts. Deployments refuse them, but not changes in the Lambda console. */
const WRONG_SETTINGS: Record<string, string> = {
  CLEANUP_MODE: 'aply',
  ROTATION_MODE: 'on',
  IVS_QUOTA_SHARE: '60%',
  RETENTION_DAYS: '0',
  SESSION_AUDIT_INTERVAL: 'daily',
};
/** Functions that operators run by hand when they are impatient, while the schedule runs them, too. */
const SCHEDULED = [
  'deleteDueChannels',
  'reconcile',
  'repeatStickyMetadata',
  'revokeStreamKey',
  'rotateStreamKeys',
  'sampleViewers',
];
/** How long it takes until somebody corrects a wrong setting, ms. */
const CORRECTED_MS: [from: number, to: number] = [MINUTE, 20 * MINUTE];

/** The settings that everybody has at the beginning, and again while it is quiet. */
const DEFAULTS = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, [value = '']]) => [name, value]),
);

/** Requests that are wrong, or that have nothing in them, by the function that gets them. */
const UNUSUAL_REQUESTS: readonly (readonly [name: string, input: unknown])[] = [
  ['deleteDueChannels', { approve: '0123456789abcdef' }],
  ['deleteDueChannels', { approve: '0123456789abcdef', status: true }],
  ['deleteDueChannels', { status: true, nextToken: 'not a token' }],
  ['deleteDueChannels', { status: true, nextToken: '0123456789abcdef.1' }],
  ['deleteDueChannels', { status: 'yes' }],
  ['reconcile', { audit: 'yes' }],
  ['revokeStreamKey', { channelArn: 'a channel' }],
  ['revokeStreamKey', { channelArn: 'arn:aws:ivs:us-west-2:999999999999:channel/AbCdEfGhIjKl' }],
  ['revokeStreamKey', { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEfGhIjKl' }],
  ['revokeStreamKey', { channel: 'show-1' }],
  ['deleteDueChannels', null],
  ['reconcile', null],
  ['markChannel', {}],
  ['recordSessionEvent', null],
];

/** The operator of the stage: approves, revokes, asks, changes settings, deploys, and makes mistakes. */
export class Operator {
  readonly #around: Surroundings;
  readonly #chance: Chance;
  /** The values of settings before somebody set wrong ones. */
  #correct: Record<string, string> = {};

  constructor(around: Surroundings) {
    this.#around = around;
    this.#chance = around.randomness.stream('operator');
  }

  async work(): Promise<void> {
    for (;;) {
      const pause = pauseOf(this.#around, this.#chance, HOUR);
      if (await this.#around.quiet.sleep(pause)) await this.#act();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  /** Approves what cleanup holds back. @param waitMs how long the operator thinks about it */
  async approve(waitMs = 0): Promise<void> {
    const stopped = await this.#readStop();
    if (!stopped) return;
    await this.#around.timeline.sleep(waitMs);
    await this.#invoke('deleteDueChannels', { approve: stopped.id });
  }

  /** Deploys the default settings. */
  deployDefaults(): void {
    this.#deploy({ ...DEFAULTS, ...this.#correct });
    this.#correct = {};
  }

  async #act(): Promise<void> {
    const number = this.#chance.number();
    if (number < 0.25) await this.#approveSometime();
    else if (number < 0.4) await this.#revoke();
    else if (number < 0.58) void this.#changeSetting();
    else if (number < 0.6) await this.#setWrong();
    else if (number < 0.65) await this.#invoke(...this.#chance.one(UNUSUAL_REQUESTS));
    else if (number < 0.7) await this.#runTwice();
    else if (number < 0.78) await this.#explain();
    else if (number < 0.9) await this.#askForSessions();
    else await this.#invoke('reconcile', { audit: true });
  }

  async #runTwice(): Promise<void> {
    const name = this.#chance.one(SCHEDULED);
    await Promise.all([this.#invoke(name, {}), this.#invoke(name, {})]);
  }

  /** At once, or so late that another set may wait by then. */
  async #approveSometime(): Promise<void> {
    const isLate = this.#chance.happens(0.3);
    await this.approve(isLate ? this.#chance.between(10 * MINUTE, 6 * HOUR) : 0);
  }

  /** All pages of the channels that wait for approval. */
  async #readStop(): Promise<{ id: string } | undefined> {
    let nextToken: string | undefined;
    for (;;) {
      const page = nextToken === undefined ? {} : { nextToken };
      const status = await this.#invoke('deleteDueChannels', { status: true, ...page });
      const answer = Object(status) as { stopped?: { id: string }; nextToken?: string };
      if (answer.nextToken === undefined) return answer.stopped;
      nextToken = answer.nextToken;
    }
  }

  async #revoke(): Promise<void> {
    const channelArn = this.#someChannel();
    if (channelArn === undefined) return;
    const chance = this.#chance;
    const revocationId = chance.happens(0.3) ? `case-${chance.whole(1, 1_000)}` : undefined;
    const input = {
      channelArn,
      ...(chance.happens(0.3) && { protected: true }),
      ...(revocationId !== undefined && { revocationId }),
    };
    const first = this.#invoke('revokeStreamKey', input, channelArn);
    // Two operators, or one who is impatient.
    if (chance.happens(0.15)) await this.#invoke('revokeStreamKey', input, channelArn);
    await first;
    if (revocationId !== undefined) await this.#invoke('revokeStreamKey', input, channelArn);
  }

  /** Tries another value for some hours. */
  async #changeSetting(): Promise<void> {
    const [name, [usual = '', ...others]] = this.#chance.one(Object.entries(SETTINGS));
    this.#deploy({ [name]: this.#chance.one(others) });
    const duration = this.#chance.between(HOUR / 2, 12 * HOUR) / this.#around.pace;
    const isOver = await this.#around.quiet.sleep(duration);
    if (isOver) this.#deploy({ [name]: usual });
  }

  /** Sets a value that is wrong, and corrects it some time later. */
  async #setWrong(): Promise<void> {
    const { cloud, timeline } = this.#around;
    const [name, wrong] = this.#chance.one(Object.entries(WRONG_SETTINGS));
    const correct = cloud.settings(name).at(-1);
    if (correct === undefined) return;
    this.#correct = { [name]: correct };
    this.#deploy({ [name]: wrong });
    await timeline.sleep(this.#chance.between(...CORRECTED_MS));
    if (Object.keys(this.#correct).length > 0) this.#deploy(this.#correct);
    this.#correct = {};
  }

  async #explain(): Promise<void> {
    const channelArn = this.#someChannel();
    const asksForAll = this.#chance.happens(0.2) || channelArn === undefined;
    await this.#invoke('explainChannels', asksForAll ? { plan: true } : { channelArn }, channelArn);
  }

  async #askForSessions(): Promise<void> {
    const channelArn = this.#someChannel();
    const question = this.#chance.one([
      { live: true },
      { channelArn },
      { channelArn, totals: true },
    ]);
    await this.#invoke('getSessions', question, channelArn);
  }

  #someChannel(): string | undefined {
    const channels = this.#around.simulator.channels();
    return channels.length > 0 ? this.#chance.one(channels).arn : undefined;
  }

  #deploy(changes: Record<string, string>): void {
    const { cloud, story } = this.#around;
    story.tell('operator', `deploys with ${JSON.stringify(changes)}`);
    cloud.deploy(changes);
  }

  #invoke(name: string, input: unknown, channelArn?: string): Promise<unknown> {
    return askFor(this.#around, { who: 'operator', name, input, channelArn });
  }
}
