import { LATE_ARRIVAL_MS } from '../../../src/metadata/pace/account-limits.ts';
import { sdkFailure } from '../../../src/platform/sdk-failure.ts';
import type { ClientLimits } from '../../../src/wiring/clients/client-options.ts';
import type { Chance } from '../time/randomness.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';
import { accessDenied, cutOff, serverError, throttling, timedOut } from './sdk-errors.ts';
import type { Service } from './service-names.ts';

/** A command of an AWS SDK client. */
export interface Command {
  input: object;
}

/** By the class of the command: a day has 100,000 requests. */
const operations = new Map<unknown, string>();

/** @returns such as `GetStream` for a GetStreamCommand */
export function operationOf(command: Command): string {
  const known = operations.get(command.constructor);
  if (known !== undefined) return known;
  const operation = command.constructor.name.replace(/Command$/, '');
  operations.set(command.constructor, operation);
  return operation;
}

/** A request of a client. */
export interface ClientRequest {
  service: Service;
  limits: ClientLimits;
  command: Command;
  /** Whether the caller's process still runs: a dead one does not retry. */
  isAlive(): boolean;
}

/** How long a request usually is on its way and in the service, ms. */
const LATENCY_MS: Record<Service, [from: number, to: number]> = {
  dynamodb: [2, 12],
  events: [5, 40],
  ivs: [20, 120],
  lambda: [5, 40],
  secretsmanager: [10, 60],
  sqs: [4, 25],
};
/** How long requests take while a service is slow, as a share of the time that the client waits. */
const SLOW_SHARE: [from: number, to: number] = [0.1, 0.8];
/** The longest wait of the SDK before its first retry, ms. Each further wait may be twice as long. */
const BACKOFF_MS = 100;

type Fate = 'arrives' | 'throttled' | 'denied' | 'failed' | 'cut' | 'lost' | 'slow';

export interface NetworkOptions {
  timeline: Timeline;
  troubles: Troubles;
  chance: Chance;
}

/** Between the functions and the services: requests take time, fail, and are retried as the SDK does. */
export class Network {
  readonly #options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** Sends a command, with the retries of the SDK. @param answer what the service does with it */
  async send(request: ClientRequest, answer: (sentAt: number) => unknown): Promise<unknown> {
    const { timeline, chance, troubles } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const sentAt = timeline.now();
      const latency = chance.between(...LATENCY_MS[request.service]);
      const fate = this.#fateOf(request);
      try {
        await timeline.sleep(latency);
        // Nearly every request arrives, so this way has as few promises as possible.
        if (fate !== 'arrives')
          return await this.#trouble(fate, request, latency, () => answer(sentAt));
        const answered = answer(sentAt);
        const result = answered instanceof Promise ? await answered : answered;
        if (troubles.isOut('service slow', request.service)) await this.#answerLate(request);
        return result;
      } catch (error) {
        const isFinal = attempt >= request.limits.maxAttempts || sdkFailure(error) === 'refused';
        if (isFinal || !request.isAlive()) throw error;
        await timeline.sleep(chance.between(0, BACKOFF_MS * 2 ** (attempt - 1)));
      }
    }
  }

  /** What becomes of a request that something happens to. @param latency how long it has been on its way, ms */
  async #trouble(
    fate: Exclude<Fate, 'arrives'>,
    request: ClientRequest,
    latency: number,
    answer: () => unknown,
  ): Promise<unknown> {
    const { service, limits } = request;
    const leftMs = limits.requestTimeoutMs - latency;
    switch (fate) {
      case 'throttled':
        throw throttling(service);
      case 'denied':
        throw accessDenied(service);
      case 'failed':
        throw serverError(service);
      case 'cut':
        await answer();
        throw cutOff();
      case 'lost':
        await this.#options.timeline.sleep(leftMs);
        throw timedOut();
      case 'slow':
        return this.#slowAnswer(request, leftMs, answer);
    }
  }

  /** A slow service takes a request soon, and answers late. */
  #answerLate({ limits }: ClientRequest): Promise<void> {
    const { timeline, chance } = this.#options;
    return timeline.sleep(limits.requestTimeoutMs * chance.between(...SLOW_SHARE));
  }

  /**
   * The service answers after up to twice the time that the client waits. The request is done just before the answer,
   * maybe after the client has given up. But a PutMetadata request arrives, and IVS counts it, at the latest some time
   * after the client has given up: without such a bound, nobody could keep to a rate.
   */
  async #slowAnswer(
    { command }: ClientRequest,
    leftMs: number,
    answer: () => unknown,
  ): Promise<unknown> {
    const { timeline, troubles } = this.#options;
    const answersAfter = troubles.chance('request slow').between(0, 2 * leftMs);
    const latest = operationOf(command) === 'PutMetadata' ? leftMs + LATE_ARRIVAL_MS : answersAfter;
    const doneAfter = Math.min(answersAfter, latest);
    const outcome = new Promise<Outcome>((resolve) => {
      timeline.after(doneAfter, () => resolve(outcomeOf(answer)));
    });
    await timeline.sleep(Math.min(answersAfter, leftMs));
    if (answersAfter > leftMs) throw timedOut();
    const ended = await outcome;
    if ('error' in ended) throw ended.error;
    return ended.answer;
  }

  #fateOf({ service, command }: ClientRequest): Fate {
    const { troubles } = this.#options;
    const what = () => `${service} ${operationOf(command)}${channelIn(command)}`;
    if (troubles.isOut('service down', service)) return 'failed';
    if (troubles.isOut('access denied', service)) return 'denied';
    if (troubles.isOut('change denied', operationOf(command))) return 'denied';
    if (troubles.strikes('request throttled', what)) return 'throttled';
    if (troubles.strikes('request failed', what)) return 'failed';
    if (troubles.strikes('request cut', what)) return 'cut';
    if (troubles.strikes('request lost', what)) return 'lost';
    if (troubles.strikes('request slow', what)) return 'slow';
    return 'arrives';
  }
}

type Outcome = { answer: unknown } | { error: unknown };

/** Never rejects: the client may have given up, so that nobody waits for the answer any more. */
async function outcomeOf(answer: () => unknown): Promise<Outcome> {
  try {
    return { answer: await answer() };
  } catch (error) {
    return { error };
  }
}

/** For the story: ` of channel/abc`; empty if the request is about no channel, or about several. */
function channelIn({ input }: Command): string {
  const found = new Set(JSON.stringify(input).match(/\bchannel\/[A-Za-z0-9]+/g));
  return found.size === 1 ? ` of ${[...found][0]}` : '';
}
