import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { credentialOf } from '../../../src/local/gateway/credential.ts';

const REQUEST_STARTS = 'http.server.request.start';

/** Records the actions of all HTTP requests in this process, by access key id: `dynamodb:GetItem`, … */
export class Usage {
  readonly #byKey = new Map<string, Set<string>>();
  readonly #listen = (message: unknown) =>
    this.#record((message as { request: IncomingMessage }).request);

  constructor() {
    subscribe(REQUEST_STARTS, this.#listen);
  }

  of(accessKey: string): string[] {
    return [...(this.#byKey.get(accessKey) ?? [])].sort();
  }

  stop(): void {
    unsubscribe(REQUEST_STARTS, this.#listen);
  }

  #record(request: IncomingMessage): void {
    const credential = credentialOf(request);
    if (!credential) return;
    const { accessKey, service } = credential;
    const actions = this.#byKey.get(accessKey) ?? new Set<string>();
    this.#byKey.set(accessKey, actions.add(`${service}:${actionOf(request)}`));
  }
}

const INVOCATION = /^\/2015-03-31\/functions\/[^/]+\/invocations$/;

/**
 * The AWS JSON protocols name the operation in a header, IVS names it in the path. The batch operations of
 * SQS use the same actions as the single ones.
 */
function actionOf({ headers, url = '' }: IncomingMessage): string {
  if (INVOCATION.test(url)) return 'InvokeFunction';
  const target = headers['x-amz-target'];
  const operation = typeof target === 'string' ? (target.split('.').at(-1) ?? '') : url.slice(1);
  return target?.includes('SQS') ? operation.replace(/Batch$/, '') : operation;
}
