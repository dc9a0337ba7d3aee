import { formatArn, type ResourceType } from '../../ivs/arn.ts';
import type { RandomSource } from '../random.ts';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

/** Makes ids in the formats of the service. */
export class Ids {
  /** The subdomain of the account in ingest and playback hosts. */
  readonly subdomain: string;
  readonly #random: RandomSource;
  readonly #region: string;
  readonly #account: string;

  constructor(random: RandomSource, region: string, account: string) {
    this.#random = random;
    this.#region = region;
    this.#account = account;
    this.subdomain = this.#pick(HEX, 12);
  }

  arn(type: ResourceType): string {
    const id = this.#pick(ALPHANUMERIC, 12);
    return formatArn({ region: this.#region, account: this.#account, type, id });
  }

  short = (): string => this.#pick(ALPHANUMERIC, 12);

  streamId = (): string => `st-${this.#pick(ALPHANUMERIC, 23)}`;

  streamKeyValue = (): string =>
    `sk_${this.#region}_${this.#pick(ALPHANUMERIC, 12)}_${this.#pick(ALPHANUMERIC, 30)}`;

  secret = (length: number): string => this.#pick(ALPHANUMERIC, length);

  /** A version 4 UUID. */
  uuid(): string {
    const hex = this.#pick(HEX, 30);
    const variant = this.#pick('89ab', 1);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(12, 15)}`,
      `${variant}${hex.slice(15, 18)}`,
      hex.slice(18),
    ].join('-');
  }

  #pick(characters: string, length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) {
      text += characters[Math.floor(this.#random() * characters.length)];
    }
    return text;
  }
}
