import { defineConfig } from 'vitest/config';
import { DEFAULTS, SYSTEM_TESTS, TESTS } from './vitest.shared.ts';

// npm test runs both projects:
// unit    all tests that stay in their own process. npm run test:unit runs only these.
// system  *.system.test.ts: tests that open sockets, start processes or start threads.
export default defineConfig({
  test: {
    ...DEFAULTS,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [TESTS],
          exclude: [SYSTEM_TESTS],
          // All files share two threads and what they have loaded, which halves the time. So a test undoes
          // what it changes outside of its file: mocks, timers, environment variables.
          pool: 'threads',
          isolate: false,
          setupFiles: ['test/support/in-process-only.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: [SYSTEM_TESTS],
          globalSetup: ['test/support/prepare.ts'],
          setupFiles: ['test/support/fresh-state.ts'],
          isolate: false,
          // A test that uses HTTP may have to wait for the processor.
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
