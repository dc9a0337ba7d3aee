import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type EncoderRequest,
  type ManualClock,
  manualClock,
  type Simulator,
} from '../../../src/simulator/index.ts';
import { resolveOptions } from '../../../src/simulator/options.ts';
import { assembleSimulator } from '../../../src/simulator/simulator.ts';
import { START } from '../support.ts';
import { ACCOUNT, REGION, ScriptedIds } from './scripted-ids.ts';
import type { Step } from './set-up.ts';

/** Longer than a stream needs to start or to end, and a recording configuration to become active. */
const STEP_MS = 1_000;

const arn = (type: string, id: string): string => `arn:aws:ivs:${REGION}:${ACCOUNT}:${type}/${id}`;

/** A server with a simulator that each example gets anew, in the state that it needs. */
export class ExampleService {
  readonly endpoint: string;
  readonly #server: Server;
  #ids = new ScriptedIds();
  #clock: ManualClock = manualClock(START);
  #simulator = this.#newSimulator();

  private constructor(server: Server) {
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => this.#simulator.listener(request, response));
  }

  static async start(): Promise<ExampleService> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ExampleService(server);
  }

  /** Starts from an empty account and performs the steps. */
  async prepare(steps: readonly Step[]): Promise<void> {
    this.#simulator.close();
    this.#ids = new ScriptedIds();
    this.#clock = manualClock(START);
    this.#simulator = this.#newSimulator();
    for (const step of steps) {
      await this.#perform(step);
      this.#clock.advance(STEP_MS);
    }
  }

  async close(): Promise<void> {
    this.#simulator.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #newSimulator(): Simulator {
    const settings = resolveOptions({
      ...{ account: ACCOUNT, region: REGION, seed: 1, clock: this.#clock },
      quotas: { enforce: false },
    });
    return assembleSimulator(settings, this.#ids);
  }

  async #perform(step: Step): Promise<void> {
    if ('ids' in step && step.ids) this.#ids.choose(step.ids);
    if ('call' in step) await this.#simulator.call<object>(step.call, step.input);
    else if ('playbackKey' in step) await this.#importKey(step.playbackKey);
    else if ('connect' in step) await this.#connect(step.connect, step.encoder);
    else if ('refuse' in step) await this.#expectRefusal(step.refuse, step.encoder);
    else if ('disconnect' in step) this.#simulator.disconnectEncoder(step.disconnect);
    else if ('viewers' in step) this.#simulator.setViewers(arn('channel', step.of), step.viewers);
    else this.#simulator.setQuotas({ resources: step });
  }

  async #connect(keyId: string, encoder: Partial<EncoderRequest> = {}): Promise<void> {
    const { streamKey } = await this.#simulator.call<{ streamKey: { value: string } }>(
      'GetStreamKey',
      { arn: arn('stream-key', keyId) },
    );
    this.#simulator.connectEncoder({ ...encoder, streamKey: streamKey.value });
  }

  async #expectRefusal(keyId: string, encoder: Partial<EncoderRequest>): Promise<void> {
    const refused = await this.#connect(keyId, encoder).then(
      () => false,
      () => true,
    );
    if (!refused) throw new Error(`the encoder with the key ${keyId} was not refused`);
  }

  async #importKey(name: string): Promise<void> {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const publicKeyMaterial = publicKey.export({ type: 'spki', format: 'pem' });
    await this.#simulator.call<object>('ImportPlaybackKeyPair', { name, publicKeyMaterial });
  }
}
