import { parseArgs } from 'node:util';
import { benches } from './benches.ts';
import { jsonOf, tableOf } from './support/table.ts';

const USAGE = `npm run bench -- <name> [--json]\n\n${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(12)}${about}`)
  .join('\n')}`;

/** Of the columns, if not all rows are known. */
const WIDTHS = [30, 7, 55];

// Without this, the SDK would print a warning about old Node.js versions above the table.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

try {
  await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const options = { json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name, ...others] = positionals;
  if (name === undefined) return console.log(USAGE);
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (!bench || others.length > 0) {
    throw new Error(`unknown benchmark "${positionals.join(' ')}"\n\n${USAGE}`);
  }
  let printed = 0;
  const measures = await bench.run((some) => {
    printed += some.length;
    if (!values.json) console.log(tableOf(some, WIDTHS));
  });
  if (values.json) console.log(jsonOf(measures));
  else if (printed === 0) console.log(tableOf(measures));
}
