import { createReferenceDecoder } from '../../metadata/format/reference-decoder.ts';
import { startStack } from '../stack.ts';
import { DemoClient } from './client.ts';
import { DemoReport } from './report.ts';
import { runScenario } from './scenario.ts';

/** How much faster than in serverless.yml the schedules fire, so that nobody waits a minute. */
const SCHEDULE_FACTOR = 30;

// The SDK's word on Node 20's age would stand between the acts.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const tell = new DemoReport((line) => process.stdout.write(`${line}\n`));
tell.print('starting the one-machine stack: simulator, table, queue, bus and the bundled handlers');
const stack = await startStack({ port: 0, schedules: SCHEDULE_FACTOR });
const world = new DemoClient(stack.endpoint);
try {
  tell.print(
    `ready at ${stack.endpoint}; every minute of a schedule takes ${60 / SCHEDULE_FACTOR} s`,
  );
  await runScenario(world, tell, createReferenceDecoder());
  process.exitCode = tell.printResults() ? 0 : 1;
} finally {
  world.close();
  await stack.close();
}
