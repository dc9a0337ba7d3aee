import { IvsClient } from '@aws-sdk/client-ivs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { nameOf } from '../doctor/expected.ts';

/** How to reach the stage and IVS. */
export interface Connection {
  stage: string;
  region: string;
  profile?: string;
  /** The stack on this machine, and where it takes streams. Absent on AWS. */
  local?: { endpoint: string; rtmpEndpoint: string };
}

/** The stage under test: its functions, and IVS. */
export class Stage {
  readonly ivs: IvsClient;
  readonly #lambda: LambdaClient;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    const { region, profile, local } = connection;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const options = {
      region,
      ...(profile !== undefined && { profile }),
      ...(local && { endpoint: local.endpoint, credentials }),
    };
    this.ivs = new IvsClient(options);
    this.#lambda = new LambdaClient(options);
  }

  /** @throws Error if the function failed */
  async invoke<T>(functionName: string, input: unknown): Promise<T> {
    const FunctionName = nameOf(this.#connection.stage, functionName);
    const Payload = JSON.stringify(input);
    const answer = await this.#lambda.send(new InvokeCommand({ FunctionName, Payload }));
    const text = answer.Payload?.transformToString() ?? 'null';
    if (answer.FunctionError) throw new Error(`${FunctionName} failed: ${text}`);
    return JSON.parse(text) as T;
  }

  /** Where an encoder streams to. https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/getting-started-set-up-streaming.html */
  ingestUrl(ingestEndpoint: string, streamKey: string): string {
    const { local } = this.#connection;
    return local
      ? `${local.rtmpEndpoint}/${streamKey}`
      : `rtmps://${ingestEndpoint}:443/app/${streamKey}`;
  }

  close(): void {
    this.ivs.destroy();
    this.#lambda.destroy();
  }
}
