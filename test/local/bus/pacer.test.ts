import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { apiDestinationInvoker } from '../../../src/local/bus/destinations/invoke.ts';
import { Pacer } from '../../../src/local/bus/destinations/pacer.ts';

test('requests to one destination have their distance, until a reset', async () => {
  const aborting = new AbortController();
  onTestFinished(() => aborting.abort());
  const pacer = new Pacer(() => 0);
  const went: string[] = [];
  const ask = (arn: string) =>
    void pacer.wait(arn, 0.001, aborting.signal).then(
      () => went.push(arn),
      () => undefined,
    );
  for (const arn of ['a', 'a', 'b']) ask(arn);
  await setImmediate();
  expect(went).toEqual(['a', 'b']);
  pacer.reset();
  ask('a');
  await setImmediate();
  expect(went).toEqual(['a', 'b', 'a']);
});

test('a new API destination does not wait for one of the same name that was deleted', async () => {
  const keys: string[] = [];
  const wait = async (arn: string) => {
    keys.push(arn);
    throw new Error('stop here');
  };
  const findWithConnection = (name: string) =>
    ({ destination: { name, arn: `arn:${name}/new` }, connection: {} }) as never;
  const invoke = apiDestinationInvoker({ findWithConnection }, { wait });
  const http = { path: [], headers: {}, query: {} };
  const invoking = invoke({ kind: 'api', name: 'hook', http }, '{}', new AbortController().signal);
  await expect(invoking).rejects.toThrow('stop here');
  expect(keys).toEqual(['arn:hook/new']);
});
