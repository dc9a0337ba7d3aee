import type { IvsApi } from '../ivs/api.ts';

/** The reconnect windows of recording configurations, ms; each is asked for once in a pass. */
export class ReconnectWindows {
  private readonly known = new Map<string, Promise<number | 'unknown'>>();

  constructor(private readonly ivs: Pick<IvsApi, 'getRecordingConfiguration'>) {}

  /** @returns `unknown` if IVS does not know the configuration. Throws what IVS throws. */
  async windowOf(configurationArn: string): Promise<number | 'unknown'> {
    const known = this.known.get(configurationArn);
    if (known) return known;
    const asked = this.ask(configurationArn);
    this.known.set(configurationArn, asked);
    try {
      return await asked;
    } catch (error) {
      this.known.delete(configurationArn);
      throw error;
    }
  }

  private async ask(arn: string): Promise<number | 'unknown'> {
    const configuration = await this.ivs.getRecordingConfiguration(arn);
    // IVS leaves the member out for the default, which is none.
    return configuration ? (configuration.recordingReconnectWindowSeconds ?? 0) * 1_000 : 'unknown';
  }
}
