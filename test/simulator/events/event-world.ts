import {
  createSimulator,
  type EncoderRequest,
  type IvsEventBridgeEvent,
  type ManualClock,
  manualClock,
  type Simulator,
  type SimulatorOptions,
} from '../../../src/simulator/index.ts';
import { START } from '../support.ts';

interface Answers {
  channel: { arn: string };
  streamKey: { value: string };
  recordingConfiguration: { arn: string };
}

/** A simulator with one channel, and the events that came from it. */
export class EventWorld {
  readonly clock: ManualClock = manualClock(START);
  readonly events: IvsEventBridgeEvent[] = [];
  readonly simulator: Simulator;
  channelArn = '';
  #streamKey = '';

  constructor(options: SimulatorOptions = {}) {
    const emit = (event: IvsEventBridgeEvent) => this.events.push(event);
    const quotas = { enforce: false };
    this.simulator = createSimulator({ clock: this.clock, emit, seed: 2, quotas, ...options });
  }

  async createChannel(input: object = {}): Promise<void> {
    const { channel, streamKey } = await this.simulator.call<Answers>('CreateChannel', input);
    this.channelArn = channel.arn;
    this.#streamKey = streamKey.value;
  }

  /** @param configuration members of the recording configuration */
  async createRecordedChannel(configuration: object = {}): Promise<void> {
    const { recordingConfiguration } = await this.simulator.call<Answers>(
      'CreateRecordingConfiguration',
      { destinationConfiguration: { s3: { bucketName: 'recordings' } }, ...configuration },
    );
    this.clock.advance(1_000);
    await this.createChannel({ recordingConfigurationArn: recordingConfiguration.arn });
  }

  connect(encoder: Partial<EncoderRequest> = {}): string {
    return this.simulator.connectEncoder({ streamKey: this.#streamKey, ...encoder }).streamId;
  }

  /** Connects an encoder. Its stream starts if nothing is against it. */
  goLive(encoder: Partial<EncoderRequest> = {}): string {
    const streamId = this.connect(encoder);
    this.clock.advance(500);
    return streamId;
  }

  end(streamId: string): void {
    this.simulator.disconnectEncoder(streamId);
    this.clock.advance(500);
  }

  close(): void {
    this.simulator.close();
  }
}
