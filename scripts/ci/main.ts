import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failedNames, failuresIn } from './failures.ts';

// node --import tsx scripts/ci/main.ts <folder of logs> <failed step> …: prints what failed, at the end of `.ci/run`.
// The names come last, all together: a reader may have only the last part of the output.

const [folder = '', ...steps] = process.argv.slice(2);
const logs = steps.map((step) => ({ step, log: readFileSync(join(folder, step), 'utf8') }));
for (const { step, log } of logs) print(`\n=== failed: npm run ${step}\n`, ...failuresIn(log));
print('\n=== failed, by name\n');
for (const { step, log } of logs) print(`npm run ${step}`, ...failedNames(log));

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
