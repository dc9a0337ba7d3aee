import { defineConfig } from 'vitest/config';

// npm run test:encoder and test:encoder:load: what needs a real encoder. Debian's ffmpeg, or what FFMPEG names.
export default defineConfig({
  test: {
    include: ['test/encoder/*.encoder.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    reporters: ['default', './scripts/closing-line.ts'],
  },
});
