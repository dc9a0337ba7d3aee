import type { ResourceType } from '../../../src/ivs/arn.ts';
import { seededRandom } from '../../../src/simulator/random.ts';
import { Ids } from '../../../src/simulator/state/ids.ts';

export const REGION = 'us-west-2';
export const ACCOUNT = '123456789012';

/** The ids that the next resources get, by their type. */
export type NextIds = Partial<Record<ResourceType | 'stream', string>>;

/** Ids that a test can choose. The others are random. */
export class ScriptedIds extends Ids {
  #next: NextIds = {};

  constructor() {
    super(seededRandom(1, 'ids'), REGION, ACCOUNT);
    const random = this.streamId;
    this.streamId = () => this.#take('stream') ?? random();
  }

  choose(next: NextIds): void {
    this.#next = { ...next };
  }

  override arn(type: ResourceType): string {
    const arn = super.arn(type);
    const id = this.#take(type);
    return id === undefined ? arn : `${arn.slice(0, arn.indexOf('/'))}/${id}`;
  }

  #take(type: keyof NextIds): string | undefined {
    const id = this.#next[type];
    delete this.#next[type];
    return id;
  }
}
