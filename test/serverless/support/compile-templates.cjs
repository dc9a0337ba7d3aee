const { existsSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');

// Runs `serverless package` several times in one process: compile-templates.cjs <JSON: lists of arguments>.
// The second run and later ones take 0.3 s, because the framework is loaded. The functions are not bundled:
// a template does not depend on their code.

const fromProject = createRequire(join(process.cwd(), 'serverless.yml'));
const SCRIPT = join(
  dirname(fromProject.resolve('serverless/package.json')),
  'scripts/serverless.js',
);
const runs = JSON.parse(process.argv[2]);

const EMPTY_ZIP = join(process.cwd(), 'empty.zip');
const END_OF_CENTRAL_DIRECTORY = Buffer.from('504b0506'.padEnd(44, '0'), 'hex');
if (!existsSync(EMPTY_ZIP)) writeFileSync(EMPTY_ZIP, END_OF_CENTRAL_DIRECTORY);
const BundleHandlers = fromProject('./scripts/serverless-bundle.cjs');
BundleHandlers.prototype.packageFunctions = async function packageFunctions(names) {
  for (const name of names) {
    this.serverless.service.getFunction(name).package = { artifact: EMPTY_ZIP };
  }
};

// The framework's script does not say when it has finished. Node.js does, when nothing is left to do.
process.on('beforeExit', () => {
  const next = runs.shift();
  if (next === undefined || process.exitCode) return;
  process.argv.splice(1, Number.POSITIVE_INFINITY, SCRIPT, 'package', ...next);
  delete require.cache[SCRIPT];
  require(SCRIPT);
});
