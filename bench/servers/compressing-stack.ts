import { serveStack } from './serve-stack.ts';

await serveStack({ environment: { METADATA_COMPRESSION: 'deflate' } });
