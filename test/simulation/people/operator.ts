import type { Chance } from '../time/randomness.ts';
import { type Surroundings, sleepUnlessQuiet } from './surroundings.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Settings that operators change, with the values that they try. */
const SETTINGS: Record<string, readonly string[]> = {
  CLEANUP_MODE: ['apply', 'apply', 'apply', 'plan', 'off'],
  CLEANUP_DEFAULT_GRACE: ['10m', '1m', '1h'],
  CLEANUP_NEVER_LIVE: ['none', 'none', '2d'],
  CLEANUP_MAX_SHARE: ['0.2', '0.05', '0.5'],
  ROTATION_MODE: ['apply', 'apply', 'apply', 'plan', 'off'],
  ROTATION_END_GRACE: ['5m', 'none', '30m'],
  IVS_QUOTA_SHARE: ['0.6', '0.3', '0.9'],
  METADATA_OFFLINE: ['hold', 'hold', 'drop'],
  METADATA_COMPRESSION: ['off', 'deflate'],
};
/** The settings that everybody has at the beginning, and again while it is quiet. */
const DEFAULTS = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, [value = '']]) => [name, value]),
);

/** The operator of the stage: approves, revokes, asks, changes settings, deploys. */
export class Operator {
  readonly #around: Surroundings;
  readonly #chance: Chance;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#chance = around.randomness.stream('operator');
  }

  async work(): Promise<void> {
    for (;;) {
      const pause = -Math.log(1 - this.#chance.number()) * 2 * HOUR;
      if (await sleepUnlessQuiet(this.#around, pause)) await this.#act();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  /** Approves what cleanup holds back. @returns whether there was anything to approve */
  async approve(): Promise<boolean> {
    const status = await this.#invoke('deleteDueChannels', { status: true });
    const { stopped } = Object(status) as { stopped?: { id: string } };
    if (!stopped) return false;
    await this.#invoke('deleteDueChannels', { approve: stopped.id });
    return true;
  }

  /** Deploys the default settings. */
  deployDefaults(): void {
    this.#deploy(DEFAULTS);
  }

  async #act(): Promise<void> {
    const number = this.#chance.number();
    if (number < 0.25) await this.approve();
    else if (number < 0.4) await this.#revoke();
    else if (number < 0.5) this.#changeSetting();
    else if (number < 0.7) await this.#explain();
    else if (number < 0.9) await this.#askForSessions();
    else await this.#invoke('reconcile', { audit: true });
  }

  async #revoke(): Promise<void> {
    const channelArn = this.#someChannel();
    if (channelArn === undefined) return;
    const isProtected = this.#chance.happens(0.3);
    await this.#invoke(
      'revokeStreamKey',
      { channelArn, ...(isProtected && { protected: true }) },
      channelArn,
    );
  }

  #changeSetting(): void {
    const name = this.#chance.one(Object.keys(SETTINGS));
    this.#deploy({ [name]: this.#chance.one(SETTINGS[name] ?? []) });
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

  /** Operators see errors, and go on. */
  async #invoke(name: string, input: object, channelArn?: string): Promise<unknown> {
    const { cloud, story } = this.#around;
    story.tell('operator', `invokes ${name} with ${JSON.stringify(input)}`, channelArn);
    const outcome = await cloud.functions.invoke(name, JSON.stringify(input));
    if ('payload' in outcome) return JSON.parse(outcome.payload);
    story.tell(
      'operator',
      `gets ${outcome.error.errorType}: ${outcome.error.errorMessage}`,
      channelArn,
    );
    return undefined;
  }
}
