import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleAll } from './package/bundles.mjs';
import { declare, ship } from './package/declarations.mjs';
import { bundledPackages, licenseText } from './package/licenses.mjs';
import { DIST } from './package/paths.mjs';
import { writeSimulatorPackage } from './package/simulator-package.mjs';

// npm run build: what other programs import and run, into dist/: the modules `ivs-autopilot/simulator`, `/testing`,
// `/publisher` and `/player`, as ES modules and for `require`, with their types; the programs `ivs-autopilot` (with the
// page of the console) and `ivs-simulator`; and the licenses of the packages whose code is in them. From that, it makes the
// package `ivs-simulator` in .build/packages/.

const ENTRIES = ['player/index', 'publisher/index', 'simulator/index', 'testing/index'];

await rm(DIST, { recursive: true, force: true });
const [bundles] = await Promise.all([bundleAll(), declare()]);
await ship(ENTRIES, join(DIST, 'types'));
const packages = bundledPackages(Object.values(bundles).flat());
await writeFile(
  join(DIST, 'third-party-licenses.txt'),
  await licenseText('ivs-autopilot', packages),
);
await writeSimulatorPackage(bundles.simulator);
