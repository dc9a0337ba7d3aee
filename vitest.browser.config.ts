import { defineConfig } from 'vitest/config';
import { DEFAULTS } from './vitest.shared.ts';

// npm run test:browser: tests in a real browser: Debian's chromium, or the program that CHROMIUM names.
export default defineConfig({
  test: {
    ...DEFAULTS,
    include: ['test/**/*.browser.ts'],
    globalSetup: ['test/support/browser/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
