import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import {
  ACCOUNT,
  busArn,
  functionArn,
  queueArn,
  REGION,
  ruleArn,
  secretArn,
  tableArn,
} from '../../../src/local/account.ts';
import { lambdaOperation } from '../../../src/local/functions/lambda-operations.ts';
import { credentialOf } from '../../../src/local/gateway/credential.ts';

const REQUEST_STARTS = 'http.server.request.start';

/** A permission that a request needs. */
export interface Use {
  /** `dynamodb:GetItem`, … */
  action: string;
  /** An ARN. */
  resource: string;
}

/** Records what all HTTP requests in this process do, by access key id. */
export class Usage {
  readonly #byKey = new Map<string, Map<string, Use>>();
  readonly #listen = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    whenRead(request, (body) => this.#record(request, body));
  };

  constructor() {
    subscribe(REQUEST_STARTS, this.#listen);
  }

  of(accessKey: string): Use[] {
    return [...(this.#byKey.get(accessKey)?.values() ?? [])];
  }

  stop(): void {
    unsubscribe(REQUEST_STARTS, this.#listen);
  }

  #record(request: IncomingMessage, body: string): void {
    const credential = credentialOf(request);
    if (!credential) return;
    const { accessKey, service } = credential;
    const uses = this.#byKey.get(accessKey) ?? new Map<string, Use>();
    this.#byKey.set(accessKey, uses);
    const action = `${service}:${actionOf(request)}`;
    for (const resource of resourcesOf(service, request, JSON.parse(body || '{}'))) {
      uses.set(`${action} ${resource}`, { action, resource });
    }
  }
}

/** Copies the body while the server reads it. A listener for `data` could take the body away from the server. */
function whenRead(request: IncomingMessage, then: (body: string) => void): void {
  const chunks: Buffer[] = [];
  const push = request.push.bind(request);
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk) chunks.push(chunk);
    else then(Buffer.concat(chunks).toString());
    return push(chunk, encoding);
  };
}

/** Members of the path that are no functions have no resource in IAM. */
const FUNCTION = /^\/2015-03-31\/functions\/([^/]+)\//;

/** IVS has one path for the three operations on tags. */
const TAG_OPERATIONS: Record<string, string> = {
  GET: 'ListTagsForResource',
  POST: 'TagResource',
  DELETE: 'UntagResource',
};

/**
 * The AWS JSON protocols name the operation in a header, IVS names it in the path. The batch operations of
 * SQS use the same actions as the single ones.
 */
function actionOf({ headers, method = '', url = '' }: IncomingMessage): string {
  const lambda = lambdaOperation(method, url.replace(/\?.*/, ''))?.name;
  if (lambda !== undefined) return lambda === 'Invoke' ? 'InvokeFunction' : lambda;
  if (url.startsWith('/tags/')) return TAG_OPERATIONS[method] ?? method;
  const target = headers['x-amz-target'];
  const operation = typeof target === 'string' ? (target.split('.').at(-1) ?? '') : url.slice(1);
  return target?.includes('SQS') ? operation.replace(/Batch$/, '') : operation;
}

/** The members of requests that name a resource. */
interface Input {
  TableName?: string;
  IndexName?: string;
  RequestItems?: Record<string, unknown>;
  QueueUrl?: string;
  QueueName?: string;
  Entries?: { EventBusName?: string }[];
  SecretId?: string;
  Name?: string;
  EventBusName?: string;
  /** The rule of ListTargetsByRule. */
  Rule?: string;
}

/** The ARNs that IAM would check a request against. The simulator itself checks those of IVS. */
function resourcesOf(service: string, { url = '' }: IncomingMessage, input: Input): string[] {
  switch (service) {
    case 'dynamodb':
      return tablesOf(input);
    case 'sqs':
      return [queueArn(input.QueueName ?? input.QueueUrl?.split('/').at(-1) ?? '')];
    case 'events':
      return busesAndRules(input);
    case 'lambda':
      return [
        FUNCTION.test(url) ? functionArn(decodeURIComponent(FUNCTION.exec(url)?.[1] ?? '')) : '*',
      ];
    case 'secretsmanager':
      return [`${secretArn(input.SecretId ?? input.Name ?? '')}-AbCdEf`];
    default:
      return [`arn:aws:${service}:${REGION}:${ACCOUNT}:*`];
  }
}

function busesAndRules({ Entries, Name, Rule = Name, EventBusName = 'default' }: Input): string[] {
  if (Entries) return Entries.map(({ EventBusName: bus = 'default' }) => busArn(bus));
  return Rule === undefined ? [] : [ruleArn(Rule, EventBusName)];
}

function tablesOf({ TableName = '', IndexName, RequestItems }: Input): string[] {
  if (RequestItems) return Object.keys(RequestItems).map(tableArn);
  return [IndexName ? `${tableArn(TableName)}/index/${IndexName}` : tableArn(TableName)];
}
