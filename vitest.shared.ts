/** What all vitest configurations of this project have in common. */
export const DEFAULTS = {
  testTimeout: 20_000,
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  reporters: ['default', './scripts/closing-line.ts'],
};

export const TESTS = 'test/**/*.test.ts';
export const SYSTEM_TESTS = 'test/**/*.system.test.ts';
