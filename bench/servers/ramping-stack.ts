import { serveStack } from './serve-stack.ts';

await serveStack({ ramp: true });
