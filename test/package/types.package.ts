import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProject, WAYS } from './support/projects.ts';

// The types of the package, as strict programs see them: every declaration is checked (no skipLibCheck).

const MODULE = `
import { createDecoder, type Decoder } from 'ivs-autopilot/player';
import { createPublisher, type Published, type PublishMessage } from 'ivs-autopilot/publisher';
import { createSimulator, manualClock, ServiceError, startSimulator } from 'ivs-autopilot/simulator';
import { trigger, useSimulator } from 'ivs-autopilot/testing';

const publisher = createPublisher({ queue: 'a', lingerMs: 20 });
const message: PublishMessage = { channelArn: 'a', payload: 1, key: 'k' };
const published: Published = await publisher.publish(message);
if (published.accepted) published.id satisfies string;
else published.field satisfies string;
// @ts-expect-error the queue is missing
createPublisher({ lingerMs: 20 });

const decoder: Decoder = createDecoder({ remember: 10 });
(await decoder.decode('text')) satisfies unknown[];
// @ts-expect-error no such option
createDecoder({ forget: 10 });

const clock = manualClock();
const simulator = createSimulator({ clock, seed: 1, emit: ({ detail }) => console.log(detail) });
const { channel, streamKey } = await simulator.call('CreateChannel', { name: 'show' });
const arn: string = channel.arn;
simulator.connectEncoder({ streamKey: streamKey.value });
const { stream } = await simulator.call('GetStream', { channelArn: arn });
stream.state satisfies string;
// @ts-expect-error no such member of the request
await simulator.call('GetStream', { arn });
// @ts-expect-error no such operation
await simulator.call('GetStreams', {});
const running = await startSimulator({ port: 0 });
running.endpoint satisfies string;
(error: unknown) => error instanceof ServiceError && (error.status satisfies number);

const ivs = useSimulator();
const show = await ivs.createChannel({ name: 'show' });
await show.goLive();
await ivs.advance('10m');
show.arn satisfies string;
trigger('stream-end', { channelArn: arn })['detail-type'] satisfies string;
// @ts-expect-error no such event
trigger('stream-stops');
`;
/** What a CommonJS module in TypeScript writes: no await outside of a function. */
const COMMONJS = MODULE.replace(
  'const publisher',
  'export async function main() {\nconst publisher',
).concat('}\n');

const RESOLUTIONS = {
  nodenext: {
    options: { module: 'nodenext' },
    texts: { 'typed.mts': MODULE, 'typed.cts': COMMONJS },
  },
  bundler: {
    options: { module: 'preserve', moduleResolution: 'bundler' },
    texts: { 'typed.ts': MODULE },
  },
};

const ON_24 = WAYS.filter(([, { node }]) => node === '24');

for (const [resolution, { options, texts }] of Object.entries(RESOLUTIONS))
  test.each(ON_24)(
    `the types of all exports compile strictly, with moduleResolution ${resolution} (%s)`,
    async (_title, way) => {
      const { folder, run } = openProject('vitest-ts', way);
      const { compilerOptions } = JSON.parse(await readFile(join(folder, 'tsconfig.json'), 'utf8'));
      for (const [file, text] of Object.entries(texts)) await writeFile(join(folder, file), text);
      const config = {
        compilerOptions: { ...compilerOptions, ...options },
        files: Object.keys(texts),
      };
      await writeFile(join(folder, `tsconfig.${resolution}.json`), JSON.stringify(config));
      const compiled = run('node_modules/.bin/tsc', ['-p', `tsconfig.${resolution}.json`]);
      await expect(compiled).resolves.toMatchObject({ stdout: '' });
    },
  );
