import { defineConfig } from 'vitest/config';

// npm run test:browser: what needs a real browser. Debian's chromium, or what CHROMIUM names.
export default defineConfig({
  test: {
    include: ['test/**/*.browser.ts'],
    globalSetup: ['test/player/support/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    reporters: ['default', './scripts/closing-line.ts'],
  },
});
