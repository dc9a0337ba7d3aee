import { serveStack } from './serve-stack.ts';

await serveStack({ METADATA_COMPRESSION: 'deflate' });
