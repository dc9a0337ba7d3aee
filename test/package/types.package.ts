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
new ServiceError('ValidationException', 'no') satisfies Error;

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

const NODENEXT = { module: 'nodenext' };
const BUNDLER = { module: 'preserve', moduleResolution: 'bundler' };

test.each([
  ['nodenext', 'typed.mts', MODULE, NODENEXT],
  ['nodenext, CommonJS', 'typed.cts', COMMONJS, NODENEXT],
  ['bundler', 'typed.ts', MODULE, BUNDLER],
])('the types of all exports compile strictly: %s', async (_title, file, text, options) => {
  for (const [, way] of WAYS.filter(([, { node }]) => node === '24')) {
    const { folder, run } = openProject('vitest-ts', way);
    const { compilerOptions } = JSON.parse(await readFile(join(folder, 'tsconfig.json'), 'utf8'));
    const config = { compilerOptions: { ...compilerOptions, ...options }, files: [file] };
    await writeFile(join(folder, `tsconfig.${file}.json`), JSON.stringify(config));
    await writeFile(join(folder, file), text);
    const compiled = run('node_modules/.bin/tsc', ['-p', `tsconfig.${file}.json`]);
    await expect(compiled).resolves.toMatchObject({ stdout: '' });
  }
});
