import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';

const run = promisify(execFile);
const suite = fileURLToPath(new URL('./boto3_suite.py', import.meta.url));
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;

test.skipIf(!hasBoto3)(
  'boto3 works with the simulator',
  async () => {
    const simulator = await startSimulator({ delays: { streamStartMs: 50, streamEndMs: 50 } });
    const env = {
      PATH: process.env.PATH ?? '',
      AWS_ENDPOINT_URL: simulator.endpoint,
      AWS_DEFAULT_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_MAX_ATTEMPTS: '1',
    };
    try {
      const { stdout } = await run('python3', [suite], { env, timeout: 60_000 });
      expect(stdout.trim()).toBe('ok');
    } finally {
      await simulator.close();
    }
  },
  60_000,
);
