// npm run simulate:mutations: puts deliberate bugs into the source, one by one, and says which ones the simulation
// catches. It changes no file: the bug is in the bundle only.
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { bundleSimulation } from '../../../scripts/simulation-bundle.mjs';
import { MUTATIONS } from './list.mjs';

const run = promisify(execFile);
const { values } = parseArgs({
  options: {
    /** Only mutations with this text in their name. */
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '40' },
    days: { type: 'string', default: '2' },
    channels: { type: 'string', default: '12' },
  },
});

/** @returns the simulation's line about the run that failed; undefined if none did */
async function failureWith(mutation, index) {
  const file = await bundleSimulation({ directory: `.build/mutations/${index}`, mutation });
  const { seed, seeds, days, channels } = values;
  const options = ['--seed', seed, '--seeds', seeds, '--days', days, '--channels', channels];
  try {
    await run(process.execPath, [file, ...options, '--no-shrink'], { maxBuffer: 2 ** 28 });
    return undefined;
  } catch (error) {
    const line = String(error.stdout)
      .split('\n')
      .find((text) => text.includes(': violates: '));
    if (line === undefined) throw error;
    return line;
  }
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
