import { createReferenceDecoder } from '../../metadata/format/reference-decoder.ts';
import { startStack } from '../stack.ts';
import { DemoClient } from './client.ts';
import { DemoReport } from './report.ts';
import { runScenario } from './scenario.ts';

/** Schedules fire this many times as often as in serverless.yml, so that the demo does not wait a minute. */
const SCHEDULE_FACTOR = 30;

// The SDK's warning about Node 20 would be printed between the lines of the demo.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

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
