import { createSimulator, manualClock, type Simulator } from '../../../src/simulator/index.ts';
import { operationOf, shapeOf } from '../../../src/simulator/model/model.ts';
import { exampleOf } from './cases.ts';
import type { Plain } from './members.ts';

export interface ResourceType {
  /** The shape of the resource. */
  shape: string;
  /** The operations on it. */
  create: string;
  update?: string;
  get: string;
  list: string;
}

/** Types of resources to which other resources refer, by the member that does. */
const REFERENCES: Record<string, string> = {
  channelArn: 'Channel',
  recordingConfigurationArn: 'RecordingConfiguration',
  playbackRestrictionPolicyArn: 'PlaybackRestrictionPolicy',
  adConfigurationArn: 'AdConfiguration',
};

/** What a full example of a channel has instead of the first value that the model allows. */
const CHANNEL: Plain = {
  type: 'ADVANCED_HD',
  preset: 'CONSTRAINED_BANDWIDTH_DELIVERY',
  multitrackInputConfiguration: { enabled: false, policy: 'REQUIRE', maximumResolution: 'SD' },
};

/** A simulator for one type of resource, with one resource of each type that it may refer to. */
export class ResourceWorld {
  readonly #simulator: Simulator = createSimulator({
    clock: manualClock(),
    seed: 1,
    quotas: { enforce: false, resources: { streamKeysPerChannel: 2 } },
  });
  readonly #type: ResourceType;
  readonly #references: Plain = {};

  private constructor(type: ResourceType) {
    this.#type = type;
  }

  static async of(type: ResourceType): Promise<ResourceWorld> {
    const world = new ResourceWorld(type);
    for (const [member, shape] of Object.entries(REFERENCES)) {
      const input = exampleOf(`Create${shape}Request`, true) as object;
      const { arn } = await world.#call(`Create${shape}`, shape, input);
      world.#references[member] = arn;
    }
    return world;
  }

  /** Creates a resource of the type. @param change members of the request, besides those of an example */
  create(requiredOnly: boolean, change: Plain = {}): Promise<Plain> {
    const { create, shape } = this.#type;
    const example = exampleOf(operationOf(create).input.shape, requiredOnly) as Plain;
    const full = shape === 'Channel' && !requiredOnly ? CHANNEL : {};
    return this.#call(create, shape, this.refer({ ...example, ...full, ...change }));
  }

  update(arn: unknown, change: Plain): Promise<Plain> {
    const { update = '', shape } = this.#type;
    return this.#call(update, shape, { ...this.refer(change), arn });
  }

  get(arn: unknown): Promise<Plain> {
    return this.#call(this.#type.get, this.#type.shape, { arn });
  }

  /** @returns the resource as its list shows it */
  async listed(arn: unknown): Promise<Plain | undefined> {
    const { channelArn } = this.#references;
    const input = this.#type.shape === 'StreamKey' ? { channelArn, maxResults: 50 } : {};
    const answer = await this.#simulator.call<Record<string, Plain[]>>(this.#type.list, input);
    return Object.values(answer)[0]?.find((one) => one.arn === arn);
  }

  /** Replaces the references of an example by ARNs that exist. An empty reference stays empty. */
  refer(input: Plain): Plain {
    const exists = (name: string) => input[name] !== '' && Object.hasOwn(this.#references, name);
    const entries = Object.entries(input).map(([name, value]) => [
      name,
      exists(name) ? this.#references[name] : value,
    ]);
    return Object.fromEntries(entries);
  }

  /** @returns the member of the answer that has the given shape */
  async #call(operation: string, shape: string, input: object): Promise<Plain> {
    const answer = await this.#simulator.call<Record<string, Plain>>(operation, input);
    const { members = {} } = shapeOf(operationOf(operation).output?.shape ?? '');
    const member = Object.keys(members).find((name) => members[name]?.shape === shape) ?? '';
    return answer[member] ?? {};
  }
}
