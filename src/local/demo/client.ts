import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { IvsClient } from '@aws-sdk/client-ivs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Cue } from '../../simulator/types/cues.ts';

export interface Session {
  channelArn: string;
  streamId: string;
  state: string;
  startedAt?: string;
  endedAt?: string;
}

/** A user of the stack: AWS SDK clients, and `/_sim/` for encoders and players. */
export class DemoClient {
  readonly ivs: IvsClient;
  readonly #lambda: LambdaClient;
  readonly #dynamodb: DynamoDBClient;
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const config = { endpoint, region: 'us-west-2', credentials };
    this.ivs = new IvsClient(config);
    this.#lambda = new LambdaClient(config);
    this.#dynamodb = new DynamoDBClient(config);
  }

  /** Invokes a function by its name in serverless.yml. @throws if the function failed */
  async invoke<T>(FunctionName: string, input: unknown): Promise<T> {
    const Payload = JSON.stringify(input);
    const answer = await this.#lambda.send(new InvokeCommand({ FunctionName, Payload }));
    const text = answer.Payload?.transformToString() ?? 'null';
    if (answer.FunctionError) throw new Error(`${FunctionName} failed: ${text}`);
    return JSON.parse(text) as T;
  }

  /** Starts a function, and does not wait for its result. */
  async invokeLater(FunctionName: string, input: unknown): Promise<void> {
    const Payload = JSON.stringify(input);
    const request = { FunctionName, Payload, InvocationType: 'Event' } as const;
    await this.#lambda.send(new InvokeCommand(request));
  }

  async sessionsOf(channelArn: string): Promise<Session[]> {
    const answer = await this.invoke<{ sessions: Session[] }>('getSessions', { channelArn });
    return answer.sessions;
  }

  /** Connects an encoder. @returns its stream id, or the HTTP status with which it was refused */
  async connect(streamKey: string): Promise<{ streamId?: string; status: number }> {
    const response = await this.sim('POST', '/_sim/encoders', { streamKey });
    const { streamId } = (await response.json()) as { streamId?: string };
    return { status: response.status, ...(streamId !== undefined && { streamId }) };
  }

  async disconnect(streamId: string): Promise<void> {
    await this.sim('DELETE', `/_sim/encoders/${streamId}`);
  }

  async cues(channelArn: string): Promise<Cue[]> {
    const query = new URLSearchParams({ channelArn });
    return (await this.sim('GET', `/_sim/cues?${query}`)).json() as Promise<Cue[]>;
  }

  async report(): Promise<{ violations: { operation: string }[] }> {
    return (await this.sim('GET', '/_sim/report')).json() as Promise<{
      violations: { operation: string }[];
    }>;
  }

  /** All items of the table as text, to check that it holds no secret. */
  async tableText(): Promise<string> {
    const pages = paginateScan({ client: this.#dynamodb }, { TableName: 'ivs-autopilot-local' });
    const texts: string[] = [];
    for await (const page of pages) texts.push(JSON.stringify(page.Items));
    return texts.join('\n');
  }

  close(): void {
    for (const client of [this.ivs, this.#lambda, this.#dynamodb]) client.destroy();
  }

  /** Sends a request to `/_sim/`. */
  sim(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.#endpoint + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
  }
}
