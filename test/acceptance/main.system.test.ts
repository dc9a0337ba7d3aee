import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

test('without a terminal and without --yes, the acceptance says what it would do, and touches no account', async () => {
  const args = [
    '--import',
    'tsx',
    'src/acceptance/main.ts',
    '--stage',
    'dev',
    '--region',
    'us-west-2',
  ];
  // A request would go to this address, where nothing listens, and the error would say so.
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  };
  const outcome = await new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    const child = execFile(process.execPath, args, { env }, (error, out, err) =>
      resolve({ code: error?.code, out, err }),
    );
    child.stdin?.end();
  });
  expect(outcome).toEqual({
    ...{ code: 1, out: expect.stringContaining('2. Creates 2 channels of type BASIC') },
    err: 'acceptance: cannot ask without a terminal: add --yes to touch an AWS account\n',
  });
}, 60_000);
