import { createReferenceDecoder } from '../../metadata/format/reference-decoder.ts';
import { startStack } from '../stack.ts';
import { Narrator } from './narrator.ts';
import { tellStory } from './story.ts';
import { World } from './world.ts';

/** How much faster than in serverless.yml the schedules fire, so that nobody waits a minute. */
const SCHEDULE_FACTOR = 30;

// The SDK's word on Node 20's age would stand between the acts.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const tell = new Narrator((line) => process.stdout.write(`${line}\n`));
tell.say('starting the one-machine stack: simulator, table, queue, bus and the bundled handlers');
const stack = await startStack({ port: 0, schedules: SCHEDULE_FACTOR });
const world = new World(stack.endpoint);
try {
  tell.say(
    `ready at ${stack.endpoint}; every minute of a schedule takes ${60 / SCHEDULE_FACTOR} s`,
  );
  await tellStory(world, tell, createReferenceDecoder());
  process.exitCode = tell.conclude() ? 0 : 1;
} finally {
  world.close();
  await stack.close();
}
