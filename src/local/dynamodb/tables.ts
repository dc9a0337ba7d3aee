import {
  Agent,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { REGION } from '../account.ts';
import type { TablePlan } from '../config/plan.ts';
import { readBody, sendJson } from '../http.ts';

interface Dynalite {
  server: Server;
  port: number;
}

/** DynamoDB: dynalite on a free port, with the tables of serverless.yml. */
export class Tables {
  readonly #plans: TablePlan[];
  readonly #agent = new Agent({ keepAlive: true });
  #dynalite: Dynalite;

  private constructor(plans: TablePlan[], dynalite: Dynalite) {
    this.#plans = plans;
    this.#dynalite = dynalite;
  }

  static async start(plans: TablePlan[]): Promise<Tables> {
    return new Tables(plans, await startDynalite(plans));
  }

  /**
   * Forwards a request to dynalite. It reads the whole request first: dynalite crashes if a client
   * disconnects while it sends, as a function that times out does.
   */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { port } = this.#dynalite;
    const { method, url: path, headers } = request;
    const { 'transfer-encoding': _, ...rest } = headers;
    const options = {
      ...{ host: '127.0.0.1', port, method, path, agent: this.#agent },
      headers: { ...rest, 'content-length': body.length },
    };
    await new Promise<void>((resolve) => {
      const forwarded = httpRequest(options, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response).once('close', resolve);
      });
      forwarded.once('error', (error) => {
        const message = `dynalite did not answer: ${error.message}`;
        if (response.headersSent) response.destroy(error);
        else sendJson(response, 500, { __type: 'InternalServerError', message });
        resolve();
      });
      forwarded.end(body);
    });
  }

  /** Removes all data: a new dynalite replaces the old one. */
  async reset(): Promise<void> {
    const old = this.#dynalite;
    this.#dynalite = await startDynalite(this.#plans);
    await closeDynalite(old);
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await closeDynalite(this.#dynalite);
  }
}

async function startDynalite(plans: TablePlan[]): Promise<Dynalite> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await createTables(plans, `http://127.0.0.1:${port}`);
  return { server, port };
}

/** Sends CreateTable without the SDK, since loading the SDK would take longer than all the rest. */
async function createTables(plans: TablePlan[], endpoint: string): Promise<void> {
  for (const { name, definition } of plans) {
    const headers = { ...CREATE_TABLE, 'x-amz-date': new Date().toISOString() };
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify(definition),
    });
    if (!answer.ok) throw new Error(`the table ${name} cannot be created: ${await answer.text()}`);
  }
}

/** dynalite expects a signature of the right form and does not verify it. */
const CREATE_TABLE = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.CreateTable',
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
};

async function closeDynalite({ server }: Dynalite): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
