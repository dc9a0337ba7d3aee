import { defineConfig } from 'vitest/config';
import { DEFAULTS } from './vitest.shared.ts';

// npm run test:package: what somebody who installs the package gets: packed, installed with npm and with pnpm,
// and run on all versions of Node.js that the package supports.
export default defineConfig({
  test: {
    ...DEFAULTS,
    include: ['test/package/**/*.package.ts'],
    globalSetup: ['test/package/support/set-up.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
  },
});
