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
