import type { StreamKey } from './resources.ts';

/** Stream keys by ARN, by value and by channel. */
export class StreamKeyStore {
  readonly #byArn = new Map<string, StreamKey>();
  readonly #byValue = new Map<string, string>();
  readonly #byChannel = new Map<string, string[]>();

  get size(): number {
    return this.#byArn.size;
  }

  get(arn: string): StreamKey | undefined {
    return this.#byArn.get(arn);
  }

  /** @returns the stream key with that value */
  ofValue(value: string): StreamKey | undefined {
    return this.#byArn.get(this.#byValue.get(value) ?? '');
  }

  /** @returns the stream keys of a channel, oldest first */
  ofChannel(channelArn: string): StreamKey[] {
    const keys: StreamKey[] = [];
    for (const arn of this.#byChannel.get(channelArn) ?? []) {
      const key = this.#byArn.get(arn);
      if (key) keys.push(key);
    }
    return keys;
  }

  set(arn: string, key: StreamKey): void {
    if (!this.#byArn.has(arn)) {
      const siblings = this.#byChannel.get(key.channelArn) ?? [];
      this.#byChannel.set(key.channelArn, [...siblings, arn]);
    }
    this.#byArn.set(arn, key);
    this.#byValue.set(key.value, arn);
  }

  delete(arn: string): void {
    const key = this.#byArn.get(arn);
    if (!key) return;
    this.#byArn.delete(arn);
    this.#byValue.delete(key.value);
    const siblings = (this.#byChannel.get(key.channelArn) ?? []).filter((other) => other !== arn);
    if (siblings.length > 0) this.#byChannel.set(key.channelArn, siblings);
    else this.#byChannel.delete(key.channelArn);
  }
}
