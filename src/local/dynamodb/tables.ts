import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { readBody, send, sendJson } from '../../http/respond.ts';
import { errorMessage } from '../../platform/errors.ts';
import { REGION } from '../account.ts';
import { AwsError, NOT_IMPLEMENTED, parseInput, sendAwsError } from '../aws-json.ts';
import type { TablePlan } from '../config/plan.ts';
import { checkInput } from './check-input.ts';
import { ContinuousBackups } from './continuous-backups.ts';
import { Dynalite, UnexpectedRequestError } from './dynalite.ts';

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' };
const UNKNOWN_OPERATION = 'com.amazon.coral.service#UnknownOperationException';
/** What dynalite answers: it has no message. */
const UNKNOWN_OPERATION_BODY = JSON.stringify({ __type: UNKNOWN_OPERATION });

/** DynamoDB: dynalite, with the tables of serverless.yml. */
export class Tables {
  readonly #plans: TablePlan[];
  readonly #backups: ContinuousBackups;
  #dynalite: Dynalite;

  private constructor(plans: TablePlan[], started: Dynalite) {
    this.#plans = plans;
    this.#backups = new ContinuousBackups(plans);
    this.#dynalite = started;
  }

  static async start(plans: TablePlan[]): Promise<Tables> {
    return new Tables(plans, await startDynalite(plans));
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const { origin: _, ...rest } = headers;
    const body = await readBody(request);
    try {
      const input = method === 'POST' ? parseInput(body) : {};
      checkInput(input);
      const described = this.#backups.answer(headers['x-amz-target'], input);
      if (described) return sendJson(response, 200, described, JSON_TYPE);
      const answer = await this.#dynalite.answer({ method, url, headers: rest, body });
      if (answer.body === UNKNOWN_OPERATION_BODY) throw unknownOperation(headers);
      send(response, answer.status, answer.body, answer.headers);
    } catch (error) {
      if (!(error instanceof AwsError || error instanceof UnexpectedRequestError)) throw error;
      sendAwsError(response, awsError(error), JSON_TYPE);
    }
  }

  /** Removes all data: a new dynalite replaces the old one. */
  async reset(): Promise<void> {
    this.#backups.restore();
    this.#dynalite = await startDynalite(this.#plans);
  }
}

async function startDynalite(plans: TablePlan[]): Promise<Dynalite> {
  const started = new Dynalite();
  for (const { name, definition } of plans) {
    await ask(started, 'CreateTable', definition);
    while (!(await isActive(started, name))) await nextTurn();
  }
  return started;
}

/** dynalite makes a table active some moments after its answer, and refuses requests until then. */
async function isActive(started: Dynalite, name: string): Promise<boolean> {
  const body = await ask(started, 'DescribeTable', { TableName: name });
  return JSON.parse(body).Table.TableStatus === 'ACTIVE';
}

async function ask(started: Dynalite, operation: string, input: object): Promise<string> {
  const { status, body } = await started.answer({
    ...{ method: 'POST', url: '/', body: Buffer.from(JSON.stringify(input)) },
    headers: {
      ...SIGNED,
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': new Date().toISOString(),
    },
  });
  if (status !== 200) throw new Error(`dynalite refuses ${operation}: ${body}`);
  return body;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** dynalite expects a signature of the right form and does not verify it. */
const SIGNED = {
  ...JSON_TYPE,
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
};

function unknownOperation({ 'x-amz-target': target }: IncomingHttpHeaders): AwsError {
  const message = `The one-machine stack does not emulate ${target ?? 'a request without X-Amz-Target'}.`;
  return new AwsError(UNKNOWN_OPERATION, message, {}, NOT_IMPLEMENTED);
}

/** dynalite fails on input of a wrong type that it does not check. The status lets no client try again. */
function awsError(error: AwsError | UnexpectedRequestError): AwsError {
  if (error instanceof AwsError) return error;
  const message = `The DynamoDB of the one-machine stack cannot read this request (${errorMessage(error)}).`;
  return new AwsError('SerializationException', message);
}
