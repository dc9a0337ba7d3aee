// npm run simulate: bundles test/simulation into one file, and runs it with the same arguments. The bundle is
// faster than the sources with tsx, which gives every inner function its name at run time. Without stack traces, the many
// errors are cheap that functions expect, such as a lost condition of a write. To see one, run the bundle itself:
//
//     node --enable-source-maps .build/simulation/main.mjs --seed 1
import { spawn } from 'node:child_process';
import { bundleSimulation } from './simulation-bundle.mjs';

const file = await bundleSimulation();
const child = spawn(
  process.execPath,
  [
    '--enable-source-maps',
    // Young objects that fit into the cache of the processor, and code that stays compiled, are faster.
    '--max-semi-space-size=16',
    '--no-flush-bytecode',
    '--stack-trace-limit=0',
    file,
    ...process.argv.slice(2),
  ],
  {
    stdio: 'inherit',
  },
);
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
