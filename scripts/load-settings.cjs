const Module = require('node:module');
const path = require('node:path');

const SOURCE = path.join(__dirname, '../src/settings/serverless.ts');

let loaded;

/** @returns the exports of src/settings/serverless.ts, which is TypeScript; Node 20 cannot load it by itself */
module.exports.loadSettings = () => {
  if (loaded) return loaded;
  const { buildSync } = require('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  const module = new Module(SOURCE);
  module._compile(outputFiles[0].text, SOURCE);
  loaded = module.exports;
  return loaded;
};
