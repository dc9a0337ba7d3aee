import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { credentialOf } from '../../../src/local/gateway/credential.ts';

const REQUEST_STARTS = 'http.server.request.start';

/** Which actions were asked for over HTTP in this process, by access key id: `dynamodb:GetItem`, … */
export class Usage {
  private readonly byKey = new Map<string, Set<string>>();
  private readonly listen = (message: unknown) =>
    this.note((message as { request: IncomingMessage }).request);

  constructor() {
    subscribe(REQUEST_STARTS, this.listen);
  }

  of(accessKey: string): string[] {
    return [...(this.byKey.get(accessKey) ?? [])].sort();
  }

  stop(): void {
    unsubscribe(REQUEST_STARTS, this.listen);
  }

  private note(request: IncomingMessage): void {
    const credential = credentialOf(request);
    if (!credential) return;
    const { accessKey, service } = credential;
    const actions = this.byKey.get(accessKey) ?? new Set<string>();
    this.byKey.set(accessKey, actions.add(`${service}:${actionOf(request)}`));
  }
}

const INVOCATION = /^\/2015-03-31\/functions\/[^/]+\/invocations$/;

/**
 * The JSON protocols name the operation in a header, IVS in the path. SQS has no actions of their own
 * for its batches.
 */
function actionOf({ headers, url = '' }: IncomingMessage): string {
  if (INVOCATION.test(url)) return 'InvokeFunction';
  const target = headers['x-amz-target'];
  const operation = typeof target === 'string' ? (target.split('.').at(-1) ?? '') : url.slice(1);
  return target?.includes('SQS') ? operation.replace(/Batch$/, '') : operation;
}
