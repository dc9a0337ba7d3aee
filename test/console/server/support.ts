import { setImmediate } from 'node:timers/promises';
import type { ConsoleOptions, Invoke } from '../../../src/console/server/options.ts';
import type { Page } from '../../../src/console/server/polling/source.ts';
import { type ManualClock, manualClock } from '../../../src/simulator/index.ts';

/** Time in which an hour of polling passes at once. What is polled may wait for nothing but this time. */
export interface PollTime extends ManualClock {
  /** Lets `ms` pass, with all that was to happen meanwhile. */
  pass(ms: number): Promise<void>;
}

export function pollTime(): PollTime {
  const clock = manualClock();
  return {
    ...clock,
    async pass(ms) {
      const end = clock.now() + ms;
      await setImmediate();
      for (let next = clock.nextAt(); next !== undefined && next <= end; next = clock.nextAt()) {
        clock.advance(Math.max(0, next - clock.now()));
        await setImmediate();
      }
      clock.advance(end - clock.now());
    },
  };
}

/** A function of the stage with pages: asks like `getSessions {live: true}`, newest first. */
export function pagedList(member: string, key: string, pageSize: number) {
  const list = {
    items: [] as Record<string, unknown>[],
    asked: 0,
    async ask(nextToken?: string): Promise<Page> {
      list.asked++;
      const after = nextToken === undefined ? undefined : Number(nextToken);
      const rest = list.items.filter((item) => after === undefined || Number(item[key]) < after);
      const page = rest.slice(0, pageSize);
      const more = rest.length > pageSize;
      return { [member]: page, ...(more && { nextToken: String(page.at(-1)?.[key]) }) };
    },
  };
  return list;
}

export interface Invocation {
  functionName: string;
  payload: Record<string, unknown>;
}

/** Answers invocations, and remembers them. */
export function fakeStage(answer: (invocation: Invocation) => unknown) {
  const invoked: Invocation[] = [];
  const invoke: Invoke = async <Answer>(functionName: string, payload: unknown) => {
    const invocation = { functionName, payload: payload as Invocation['payload'] };
    invoked.push(invocation);
    return (await answer(invocation)) as Answer;
  };
  return { invoke, invoked };
}

export const HOME = { region: 'us-west-2', account: '123456789012' };
export const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';

/** Options of a console of a stage on AWS. */
export function consoleOptions(
  more: Pick<ConsoleOptions, 'invoke' | 'timers'> & Partial<ConsoleOptions>,
): ConsoleOptions {
  let secrets = 0;
  return {
    findAsset: async (name) =>
      ['index.html', 'app.js'].includes(name) ? { type: 'text/plain', body: name } : undefined,
    ...{ stage: 'prod', region: 'us-west-2', version: '1.2.3', isReadOnly: false, entry: 'token' },
    newSecret: () => `secret-${++secrets}`,
    ...more,
  };
}
