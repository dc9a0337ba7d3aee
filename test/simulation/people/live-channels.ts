import type { IvsEventBridgeEvent } from '../../../src/simulator/index.ts';

/** The channels with a live stream, by what IVS publishes: to ask the simulator for all sessions takes too long. */
export class LiveChannels {
  readonly #arns = new Set<string>();

  /** IVS publishes an event. */
  note({ detail, resources: [arn] }: IvsEventBridgeEvent): void {
    const { event_name: name } = detail as { event_name?: string };
    if (arn === undefined) return;
    if (name === 'Stream Start') this.#arns.add(arn);
    if (name === 'Stream End' || name === 'Stream Failure') this.#arns.delete(arn);
  }

  has(channelArn: string): boolean {
    return this.#arns.has(channelArn);
  }

  get arns(): string[] {
    return [...this.#arns];
  }
}
