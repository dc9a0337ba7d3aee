import { writeFile } from 'node:fs/promises';
import { renderServiceTypes } from './render.ts';

// npm run types: writes the types of the operations of IVS anew. A test fails if they are out of date.

const FILE = new URL('../../src/simulator/model/service-types.ts', import.meta.url);
await writeFile(FILE, renderServiceTypes());
