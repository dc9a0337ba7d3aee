import { defineConfig } from 'vitest/config';
import { DEFAULTS } from './vitest.shared.ts';

// npm run test:lambda: every sample event, through the one-machine stack and through Lambda's own runtime interface
// client. scripts/test-lambda.sh runs it on the version of Node.js that serverless.yml deploys to.
export default defineConfig({
  test: {
    ...DEFAULTS,
    include: ['test/events/*.test.ts', 'test/lambda/*.lambda.ts'],
    globalSetup: ['test/support/prepare.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
