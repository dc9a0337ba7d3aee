import { createReferenceDecoder } from '../../metadata/format/reference-decoder.ts';
import { whenParentExits } from '../../simulator/when-parent-exits.ts';
import { startStack } from '../stack.ts';
import { startFailure } from '../start/failure.ts';
import { DemoClient } from './client.ts';
import { portVariable, readDemoOptions, USAGE } from './options.ts';
import { DemoReport } from './report.ts';
import { runScenario } from './scenario.ts';
import { startWatch, type WatchOptions } from './watch/watch.ts';

// npm run demo: the whole story in the terminal. npm run demo -- --watch: a picture in the browser.

/** Schedules fire this many times as often as in serverless.yml, so that the demo does not wait a minute. */
const SCHEDULE_FACTOR = 30;

// The SDK's warning about Node 20 would be printed between the lines of the demo.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

let options: WatchOptions | undefined;
try {
  const read = readDemoOptions(process.env, process.argv.slice(2));
  if (read === 'help') {
    process.stdout.write(USAGE);
  } else {
    options = read;
    await (options ? watch(options) : runDemo());
  }
} catch (error) {
  const again = (other: number, port: number): string =>
    `${portVariable(options, port)}=${other} npm run demo -- --watch`;
  process.stderr.write(`demo: ${await startFailure(error, again)}\n`);
  process.exit(1);
}

async function watch(options: WatchOptions): Promise<void> {
  const running = await startWatch(options);
  process.stdout.write(`${running.lines.join('\n')}\n`);
  const stop = async (): Promise<void> => {
    await running.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  if (process.env.npm_lifecycle_event) whenParentExits(() => void stop());
}

async function runDemo(): Promise<void> {
  const report = new DemoReport((line) => process.stdout.write(`${line}\n`));
  report.print(
    'starting the one-machine stack: simulator, table, queue, bus and the bundled handlers',
  );
  const stack = await startStack({ port: 0, schedules: SCHEDULE_FACTOR });
  const client = new DemoClient(stack.endpoint);
  try {
    report.print(
      `ready at ${stack.endpoint}; each minute of a schedule takes ${60 / SCHEDULE_FACTOR} s`,
    );
    await runScenario(client, report, createReferenceDecoder());
    process.exitCode = report.printResults() ? 0 : 1;
  } finally {
    client.close();
    await stack.close();
  }
}
