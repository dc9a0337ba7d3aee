import { expect, test } from 'vitest';
import {
  type TestSimulator,
  type UseSimulatorOptions,
  useSimulator,
} from '../../src/testing/index.ts';

/** A test runner that this test plays. */
function playedRunner() {
  const bodies: Record<string, () => Promise<void>> = {};
  const hook = (name: string) => (run: () => Promise<void>) => {
    bodies[name] = run;
  };
  const hooks = {
    beforeAll: hook('beforeAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    afterAll: hook('afterAll'),
  };
  return { hooks, play: async (name: keyof typeof hooks) => bodies[name]?.() };
}

async function inFile(
  options: UseSimulatorOptions,
  body: (ivs: TestSimulator, play: ReturnType<typeof playedRunner>['play']) => Promise<void>,
): Promise<void> {
  const { hooks, play } = playedRunner();
  const ivs = useSimulator({ hooks, ...options });
  await play('beforeAll');
  try {
    await body(ivs, play);
  } finally {
    await play('afterAll');
  }
}

test('before the first test and after the last one, a use says that there is no simulator', async () => {
  const { hooks, play } = playedRunner();
  const ivs = useSimulator({ hooks });
  const message =
    'useSimulator: the simulator runs only in tests and hooks (beforeEach, afterEach, and beforeAll after useSimulator). The hooks are registered with the option hooks.';
  expect(() => ivs.endpoint).toThrow(message);
  await expect(ivs.createChannel()).rejects.toThrow(message);
  expect(ivs.clientConfig.region).toBe('us-west-2');
  await play('beforeAll');
  expect(ivs.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await play('afterAll');
  expect(() => ivs.endpoint).toThrow(message);
});

test('the environment is set while the tests run, and is what it was afterwards', async () => {
  const before = { ...process.env };
  await inFile({}, async (ivs) => {
    expect(process.env).toMatchObject(ivs.environment);
    expect(ivs.environment.AWS_ENDPOINT_URL_IVS).toBe(ivs.endpoint);
  });
  expect({ ...process.env }).toEqual(before);
  await inFile({ environment: false }, async () => {
    expect({ ...process.env }).toEqual(before);
  });
});

test('the error of a handler fails the test, if no call has failed with it', async () => {
  const onEvent = () => Promise.reject(new Error('the handler is broken'));
  await inFile({ onEvent }, async (ivs, play) => {
    await play('beforeEach');
    const { arn } = await ivs.createChannel();
    ivs.simulator.connectEncoder({ streamKey: ivs.channel(arn).streamKey });
    await expect(play('afterEach')).rejects.toThrow('the handler is broken');
    await play('beforeEach');
    await play('afterEach');
  });
});

test('failOnViolations fails the test that sent too many requests, and no other', async () => {
  await inFile({ failOnViolations: true, quotas: { enforce: false } }, async (ivs, play) => {
    await play('beforeEach');
    for (let i = 0; i < 6; i++) await ivs.call('ListChannels');
    await expect(play('afterEach')).rejects.toThrow(
      'expected no request over a quota of IVS, but received:\n  ListChannels: more than 5 per second per account of 123456789012 (once)',
    );
    await play('beforeEach');
    await play('afterEach');
  });
});

test('tests at the same time are refused, unless the simulator is reset for the file only', async () => {
  await inFile({}, async (ivs, play) => {
    await play('beforeEach');
    await ivs.createChannel();
    await expect(play('beforeEach')).rejects.toThrow('two tests run at the same time');
    expect(ivs.channels()).toHaveLength(1);
    await play('afterEach');
    await play('afterEach');
    await play('beforeEach');
    expect(ivs.channels()).toHaveLength(0);
  });
  await inFile({ reset: 'file' }, async (ivs, play) => {
    await play('beforeEach');
    await ivs.createChannel();
    await play('beforeEach');
    expect(ivs.channels()).toHaveLength(1);
  });
});
