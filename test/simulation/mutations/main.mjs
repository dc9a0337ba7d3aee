// npm run simulate:mutations: puts deliberate bugs into the source, one by one, and says which ones the simulation
// catches. It changes no file: the bug is in the bundle only.
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { bundleSimulation } from '../../../scripts/simulation-bundle.mjs';
import { MUTATIONS } from './list.mjs';

/** The runs that look for each bug, until one finds it: few channels, storms, and a fleet with a daily limit. */
const RUNS = [
  { seeds: 2, days: 2, channels: 10 },
  { seeds: 8, days: 2, channels: 20, stormy: true, pace: 4 },
  { seeds: 1, days: 6, channels: 60 },
];

const run = promisify(execFile);
const { values } = parseArgs({
  options: {
    /** Only mutations with this text in their name. */
    only: { type: 'string', default: '' },
    /** The first seed of each run. */
    seed: { type: 'string', default: '1' },
  },
});

/** @returns the arguments of the simulation */
function argumentsOf({ stormy, ...options }) {
  const named = Object.entries({ seed: values.seed, ...options });
  const others = named.flatMap(([name, value]) => [`--${name}`, `${value}`]);
  return [...others, ...(stormy ? ['--stormy'] : []), '--no-shrink'];
}

/** @returns the simulation's line about the run that failed; undefined if none did */
async function failureIn(file, options) {
  try {
    await run(process.execPath, [file, ...argumentsOf(options)], { maxBuffer: 2 ** 28 });
    return undefined;
  } catch (error) {
    const line = String(error.stdout)
      .split('\n')
      .find((text) => text.includes(': violates: '));
    if (line === undefined) throw error;
    return line;
  }
}

/** @returns the same, of the first run that fails */
async function failureWith(mutation, index) {
  const file = await bundleSimulation({ directory: `.build/mutations/${index}`, mutation });
  for (const options of RUNS) {
    const line = await failureIn(file, options);
    if (line !== undefined) return line;
  }
  return undefined;
}

let caught = 0;
const chosen = MUTATIONS.filter(({ name }) => name.includes(values.only));
for (const [index, mutation] of chosen.entries()) {
  const line = await failureWith(mutation, index);
  const [, seed, invariant] = /^seed (\d+):.*violates: (.*)$/.exec(line ?? '') ?? [];
  if (line !== undefined) caught += 1;
  console.log(
    `${line ? `caught by "${invariant}", seed ${seed}` : 'NOT CAUGHT'}: ${mutation.name}`,
  );
}
console.log(`${caught} of ${chosen.length} mutations caught`);
process.exitCode = caught === chosen.length ? 0 : 1;
