// How esbuild makes the files of dist/.

export const COMMON = { bundle: true, charset: 'utf8', legalComments: 'none', metafile: true };
/** For browsers of 2020 and later. Nothing is imported. */
export const PLAYER = { platform: 'neutral', target: 'es2020', minify: true };
/**
 * For Node.js. The AWS SDK stays an import, since package.json brings it. Everything else is bundled: `module` first,
 * since zod can be tree-shaken only as ES modules.
 */
export const NODE = {
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['@aws-sdk/*', '@smithy/*'],
};

/** In an ES module, bundled CommonJS code has no `require` of its own. */
export const REQUIRE = `import { createRequire as makeRequire } from 'node:module';
const require = makeRequire(import.meta.url);`;
/** In CommonJS, `import.meta.url` does not exist. */
const MODULE_URL = `const moduleUrl = require('node:url').pathToFileURL(__filename).href;`;

/** What each form of modules needs besides. */
export const FORMS = {
  esm: { banner: { js: REQUIRE } },
  cjs: { banner: { js: MODULE_URL }, define: { 'import.meta.url': 'moduleUrl' } },
};
