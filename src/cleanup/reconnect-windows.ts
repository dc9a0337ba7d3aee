import type { IvsApi } from '../ivs/api.ts';

/** Reads the reconnect windows of recording configurations. Each configuration is requested once. */
export class ReconnectWindows {
  readonly #ivs: Pick<IvsApi, 'getRecordingConfiguration'>;
  readonly #windows = new Map<string, Promise<number | 'unknown'>>();

  constructor(ivs: Pick<IvsApi, 'getRecordingConfiguration'>) {
    this.#ivs = ivs;
  }

  /**
   * @returns the reconnect window in ms; `unknown` if the configuration does not exist
   * @throws what GetRecordingConfiguration throws; the next call requests it again
   */
  async windowOf(configurationArn: string): Promise<number | 'unknown'> {
    const known = this.#windows.get(configurationArn);
    if (known) return known;
    const requested = this.#request(configurationArn);
    this.#windows.set(configurationArn, requested);
    try {
      return await requested;
    } catch (error) {
      this.#windows.delete(configurationArn);
      throw error;
    }
  }

  async #request(configurationArn: string): Promise<number | 'unknown'> {
    const configuration = await this.#ivs.getRecordingConfiguration(configurationArn);
    // IVS omits the member for its default, 0.
    return configuration ? (configuration.recordingReconnectWindowSeconds ?? 0) * 1_000 : 'unknown';
  }
}
