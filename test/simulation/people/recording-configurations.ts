import type { Chance } from '../time/randomness.ts';
import { callIvs, type Surroundings } from './surroundings.ts';

const DAY = 24 * 3_600_000;
/** How many configurations there are at once. Channels share them. */
const CONFIGURATIONS = 4;
const RECONNECT_WINDOWS_S = [0, 0, 60, 300];

/** Whoever keeps the recording configurations that the channels of the account share. */
export class RecordingConfigurations {
  readonly #around: Surroundings;
  readonly #chance: Chance;
  #arns: string[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
    this.#chance = around.randomness.stream('recording configurations');
  }

  /** A configuration for a channel; undefined if there is none. */
  some(chance: Chance): string | undefined {
    return this.#arns.length > 0 ? chance.one(this.#arns) : undefined;
  }

  /** Creates configurations, and replaces one from time to time. */
  async keep(): Promise<void> {
    for (;;) {
      while (this.#arns.length < CONFIGURATIONS) if (!(await this.#create())) break;
      if (await this.#around.quiet.sleep(this.#chance.between(DAY / 2, 3 * DAY)))
        await this.#deleteOne();
      else await this.#around.timeline.sleep(3_600_000);
    }
  }

  async #create(): Promise<boolean> {
    const recordingReconnectWindowSeconds = this.#chance.one(RECONNECT_WINDOWS_S);
    // A configuration without a bucket fails.
    const hasBucket = this.#chance.happens(0.95);
    const answer = await callIvs<{ recordingConfiguration: { arn: string } }>(
      this.#around,
      'CreateRecordingConfiguration',
      {
        destinationConfiguration: hasBucket ? { s3: { bucketName: 'recordings-of-shows' } } : {},
        recordingReconnectWindowSeconds,
      },
    );
    if (!answer) return false;
    this.#arns.push(answer.recordingConfiguration.arn);
    return true;
  }

  /** IVS deletes a configuration only if no channel uses it: so its channels give it up before. */
  async #deleteOne(): Promise<void> {
    const { simulator, story } = this.#around;
    const arn = this.#chance.one(this.#arns);
    const users = simulator.channels().filter((one) => one.recordingConfigurationArn === arn);
    for (const channel of users)
      await callIvs(this.#around, 'UpdateChannel', {
        arn: channel.arn,
        recordingConfigurationArn: '',
      });
    if (!(await callIvs(this.#around, 'DeleteRecordingConfiguration', { arn }))) return;
    this.#arns = this.#arns.filter((one) => one !== arn);
    story.tell('owner', `deletes the recording configuration of ${users.length} channels`);
  }
}
