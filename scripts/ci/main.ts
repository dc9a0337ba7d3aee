import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failuresIn } from './failures.ts';

// node --import tsx scripts/ci/main.ts <folder of logs> <failed step> …: prints what failed, at the end of `.ci/run`.
// Who reads only the last part of the output finds it there.

const [folder = '', ...steps] = process.argv.slice(2);
for (const step of steps) {
  const log = readFileSync(join(folder, step), 'utf8');
  process.stdout.write(`\n=== failed: npm run ${step}\n\n${failuresIn(log).join('\n')}\n`);
}
