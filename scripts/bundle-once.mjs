import { buildHandlers } from './bundle.mjs';

// Bundles handlers and ends. The argument has the options of `buildHandlers` as JSON. Prints JSON to
// standard output: `{"read": [<path>, …]}`, the files that the compiler has read, or `{"error": <message>}`.

try {
  const { read } = await buildHandlers(JSON.parse(process.argv[2] ?? '{}'));
  process.stdout.write(JSON.stringify({ read }));
} catch (error) {
  process.stdout.write(
    JSON.stringify({ error: error instanceof Error ? error.message : `${error}` }),
  );
}
