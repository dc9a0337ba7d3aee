import { parseArgs } from 'node:util';
import { errorMessage } from '../../platform/errors.ts';
import { numberSetting } from '../../platform/settings.ts';
import { seededRandom } from '../../simulator/random.ts';
import { whenParentExits } from '../../simulator/when-parent-exits.ts';
import { DEFAULT_PORT } from '../stack.ts';
import { startFailure } from '../start/failure.ts';
import { playScene } from './scene.ts';
import { startSceneStack } from './scene-stack.ts';
import { keepShowing } from './show.ts';

const USAGE = `npm run scene: the one-machine stack with 30 channels that show every state of
the console.

  PORT  the port of the stack; default 4566
  SEED  the seed of the history and of the viewers; default 1
`;

// The SDK's warning about Node 20 would be printed between the lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) process.stdout.write(USAGE);
  else await run();
} catch (error) {
  const reason = await startFailure(error, (other) => `PORT=${other} npm run scene`);
  process.stderr.write(`scene: ${reason}\n`);
  process.exit(1);
}

async function run(): Promise<void> {
  const whole = { min: 0, integer: true } as const;
  const port = numberSetting(process.env, 'PORT', {
    ...whole,
    fallback: DEFAULT_PORT,
    max: 65_535,
  });
  const seed = numberSetting(process.env, 'SEED', { ...whole, fallback: 1, max: 2 ** 31 });
  const stack = await startSceneStack(port);
  process.stdout.write('playing the scene: 30 channels, 10 of them live …\n');
  const scene = await playScene(stack.endpoint, seed);
  const show = keepShowing(scene, seededRandom(seed, 'show'), (error) => {
    process.stderr.write(`scene: ${errorMessage(error)}\n`);
  });
  process.stdout.write(`console ${stack.endpoint}/console\nCtrl-C stops it.\n`);
  const stop = async (): Promise<void> => {
    show.stop();
    scene.close();
    await stack.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  if (process.env.npm_lifecycle_event) whenParentExits(() => void stop());
}
