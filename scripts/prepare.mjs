import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [least, received] = [engines.node, process.versions.node].map((text) =>
  text.match(/\d+/g).map(Number),
);
// npm only warns, among warnings about many packages. Later errors would not name the cause.
if (received[0] < least[0] || (received[0] === least[0] && received[1] < (least[1] ?? 0))) {
  process.stderr.write(
    `ivs-autopilot needs Node.js ${engines.node.replace('>=', '')} or newer, and this is ${process.version}. Install a newer one from https://nodejs.org, and run npm ci again.\n`,
  );
  process.exit(1);
}

// Runs after `npm ci`: builds what other programs import. Without the development tools
// (`npm ci --omit=dev`) there is nothing to build it with, and that is no error of the installation.
let esbuild = true;
try {
  import.meta.resolve('esbuild');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  esbuild = false;
}

if (esbuild) await import('./build.mjs');
else process.stderr.write('dist/ is not built: that takes the development dependencies\n');
