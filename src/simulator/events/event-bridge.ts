import type { IvsEventBridgeEvent } from '../types/event.ts';
import { putEventsEntry } from './put-events-entry.ts';
import { authorizationOf, type Credentials } from './sigv4.ts';

export interface EventBridgeTargetOptions {
  /** For example `https://events.us-west-2.amazonaws.com`. */
  endpoint: string;
  /** Default `us-west-2`. */
  region?: string;
  /** Name or ARN. Default `default`. */
  eventBusName?: string;
  /** Must not begin with `aws.`: PutEvents of AWS refuses that. Default `simulator.ivs`. */
  source?: string;
  /** Default: made-up credentials, for an endpoint that does not check them. */
  credentials?: Credentials;
  /** Called with the error of each event that could not be put. It must not throw. */
  onError: (error: Error) => void;
}

export interface EventBridgeTarget {
  /**
   * For the option `emit` of the simulator. Events are put one after the other, in the order of the
   * calls.
   */
  emit(event: IvsEventBridgeEvent): void;
  /** Resolves when each emitted event was put or reported to `onError`. */
  flush(): Promise<void>;
}

const MADE_UP_CREDENTIALS: Credentials = { accessKeyId: 'simulator', secretAccessKey: 'simulator' };
const TIMEOUT_MS = 10_000;

/** Puts the events of a simulator on an EventBridge bus. */
export function eventBridgeTarget(options: EventBridgeTargetOptions): EventBridgeTarget {
  let last: Promise<void> = Promise.resolve();
  return {
    emit(event) {
      last = last.then(() => put(event, options)).catch(options.onError);
    },
    flush: () => last,
  };
}

async function put(event: IvsEventBridgeEvent, options: EventBridgeTargetOptions): Promise<void> {
  const { endpoint, eventBusName, source } = options;
  const entry = {
    ...putEventsEntry(event, { eventBusName, source }),
    Time: Date.parse(event.time) / 1_000,
  };
  const body = JSON.stringify({ Entries: [entry] });
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: signedHeaders(body, options),
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`PutEvents: expected HTTP status 200, received ${response.status}: ${text}`);
  const { FailedEntryCount = 0 } = JSON.parse(text) as { FailedEntryCount?: number };
  if (FailedEntryCount > 0) throw new Error(`PutEvents did not accept the event: ${text}`);
}

function signedHeaders(body: string, options: EventBridgeTargetOptions): Record<string, string> {
  const { endpoint, region = 'us-west-2', credentials = MADE_UP_CREDENTIALS } = options;
  const { host, pathname } = new URL(endpoint);
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-date': new Date().toISOString().replaceAll(/[-:]|\.\d+/g, ''),
    'x-amz-target': 'AWSEvents.PutEvents',
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const request = { method: 'POST', path: pathname, headers: { host, ...headers }, body };
  const authorization = authorizationOf(request, credentials, { region, service: 'events' });
  return { ...headers, authorization };
}
