import { defineConfig } from 'vitest/config';
import { DEFAULTS } from './vitest.shared.ts';

// npm run test:encoder and test:encoder:load: tests with a real encoder: Debian's ffmpeg, or the program
// that FFMPEG names.
export default defineConfig({
  test: {
    ...DEFAULTS,
    include: ['test/encoder/*.encoder.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
