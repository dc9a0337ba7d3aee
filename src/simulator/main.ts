import { readFileSync } from 'node:fs';
import { runCommand } from './command.ts';

// npm run simulator. In the package, the program `ivs-simulator` does the same.

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
await runCommand({ command: 'npm run simulator --', version: JSON.parse(manifest).version });
