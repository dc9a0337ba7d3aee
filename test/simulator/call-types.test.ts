import { readFile } from 'node:fs/promises';
import { expect, expectTypeOf, test } from 'vitest';
import { renderServiceTypes } from '../../scripts/service-types/render.ts';
import {
  createSimulator,
  type Ivs,
  type OperationInput,
  type OperationOutput,
  type Plain,
} from '../../src/simulator/index.ts';
import { model } from '../../src/simulator/model/model.ts';

// The compiler checks most of this: `npm run check`.

test('the types of the operations are those of the service model (npm run types)', async () => {
  const written = await readFile('src/simulator/model/service-types.ts', 'utf8');
  expect(written).toBe(renderServiceTypes());
  const names = [...written.matchAll(/^ {2}(\w+): \{(?: input|$)/gm)].map(([, name]) => name);
  expect(names).toEqual(Object.keys(model.operations));
});

test('call is typed by operation', async () => {
  const simulator = createSimulator({ seed: 1 });
  const { channel, streamKey } = await simulator.call('CreateChannel', { name: 'show' });
  expectTypeOf(channel).toEqualTypeOf<Ivs.Channel>();
  expect(streamKey.value.length).toBeGreaterThan(10);
  const { channels, nextToken } = await simulator.call('ListChannels');
  expectTypeOf(nextToken).toEqualTypeOf<string | undefined>();
  expect(channels.map(({ arn }) => arn)).toEqual([channel.arn]);
  const resourceArn = channel.arn;
  expectTypeOf(await simulator.call('DeleteChannel', { arn: resourceArn })).toEqualTypeOf<
    Record<string, never>
  >();
  expectTypeOf<OperationInput<'TagResource'>['tags']>().toEqualTypeOf<Record<string, string>>();
  expectTypeOf<OperationInput<'BatchGetChannel'>['arns']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<OperationOutput<'GetStream'>['stream']['startTime']>().toEqualTypeOf<string>();
  expectTypeOf<Ivs.Channel['preset']>().toExtend<string>();
  expectTypeOf<''>().toExtend<Ivs.Channel['preset']>();
});

test('a wrong input does not compile, unless the caller says which answer it expects', async () => {
  const { call } = createSimulator();
  const refused = { name: 'ValidationException' };
  // @ts-expect-error the member arn is missing
  await expect(call('GetChannel', {})).rejects.toMatchObject(refused);
  // @ts-expect-error the input is missing
  await expect(call('GetChannel')).rejects.toMatchObject(refused);
  // @ts-expect-error not a type of channels
  await expect(call('CreateChannel', { type: 'LARGE' })).rejects.toMatchObject(refused);
  // @ts-expect-error not a member of the input
  await expect(call('CreateChannel', { nam: 'show' })).resolves.toHaveProperty('channel');
  // @ts-expect-error no such operation
  await expect(call('CreateChanel')).rejects.toMatchObject({ name: 'UnknownOperationException' });
  await expect(call<object>('CreateChannel', { type: 'LARGE' })).rejects.toMatchObject(refused);
  const unknown = call<Plain>('CreateChanel' as string);
  await expect(unknown).rejects.toMatchObject({ name: 'UnknownOperationException' });
});
