import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseQueueBody } from '../../src/metadata/format/queue-body.ts';

import { codeBlocks } from '../docs/support/blocks.ts';
import { linksOf } from '../docs/support/markdown.ts';
import { channelArn } from '../metadata/support/senders.ts';
import { QUEUE, startServices } from '../metadata/support/services.ts';
import { type Consumer, installPacked, run } from './support/packed.ts';

const SIMULATOR_PACKAGE = '.build/packages/ivs-simulator';

let consumer: Consumer;
/** A project with the package `ivs-simulator`. */
let simulatorOnly: Consumer;
let services: Awaited<ReturnType<typeof startServices>>;
let manifest: Record<'bin' | 'dependencies' | 'typesVersions', object> & {
  version: string;
  exports: Record<string, string | { require: { types: string } }>;
};
beforeAll(async () => {
  await run(process.execPath, ['scripts/build.mjs']);
  manifest = JSON.parse(await readFile('package.json', 'utf8'));
  // Of this project's packages, only those that npm would install with it, and what a project in TypeScript has.
  const dependencies = [...Object.keys(manifest.dependencies), '@types/node'];
  consumer = await installPacked('.', 'ivs-autopilot', dependencies);
  simulatorOnly = await installPacked(SIMULATOR_PACKAGE, 'ivs-simulator', ['@types/node']);
  services = await startServices();
});
afterAll(async () => {
  await consumer.remove();
  await simulatorOnly.remove();
  await services.close();
});

const PRODUCER = `
import { createPublisher } from 'ivs-autopilot/publisher';
import { createDecoder } from 'ivs-autopilot/player';
const publisher = createPublisher({ queue: '${QUEUE}', lingerMs: 20 });
const published = [];
for (let n = 0; n < 500; n += 1) {
  published.push(publisher.publish({ channelArn: '${channelArn('c')}', payload: { n } }));
}
await publisher.close();
const accepted = (await Promise.all(published)).filter((one) => one.accepted).length;
const payloads = await createDecoder().decode('["ivsa1","00000000",{"n":1}]');
console.log(JSON.stringify({ accepted, payloads }));
`;

const REQUIRED = `
const { createDecoder } = require('ivs-autopilot/player');
const { createPublisher } = require('ivs-autopilot/publisher');
const { ServiceError, startSimulator } = require('ivs-autopilot/simulator');
const run = async () => {
  const imported = await import('ivs-autopilot/simulator');
  const simulator = await startSimulator({ rtmp: { port: 0 }, playback: 'local', seed: 1 });
  const { channel, streamKey } = await simulator.call('CreateChannel', { name: 'show' });
  simulator.connectEncoder({ streamKey: streamKey.value });
  await new Promise((resolve) => setTimeout(resolve, 700));
  const playlist = await (await fetch(channel.playbackUrl)).text();
  const error = await imported.createSimulator().call('GetStream', { channelArn: channel.arn }).catch((error) => error);
  await simulator.close();
  const [payload] = await createDecoder().decode('["ivsa1","00000000",{"n":1}]');
  const same = imported.ServiceError === ServiceError && error instanceof ServiceError;
  const encoders = simulator.rtmpEndpoint.replace(/:\\d+/, ':port');
  console.log(JSON.stringify([typeof createPublisher, payload, same, encoders, playlist.split('\\n')[0]]));
};
run();
`;

describe('the package, to a program that has installed it', () => {
  test('runs: a publisher that queues, and a decoder', async () => {
    await consumer.write('producer.mjs', PRODUCER);
    const printed = await consumer.node('producer.mjs', services.environment);
    expect(JSON.parse(printed)).toEqual({ accepted: 500, payloads: [{ n: 1 }] });
    const bodies = (await services.take(QUEUE)).map(({ body }) => parseQueueBody(body));
    const messages = bodies.flatMap((queued) => ('messages' in queued ? queued.messages : []));
    expect(messages.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 500 }, (_, n) => ({ n })),
    );
    expect(bodies.length).toBeLessThanOrEqual(5);
  });

  test('can be required: player, publisher, and a simulator that is the same as the imported one', async () => {
    await consumer.write('required.cjs', REQUIRED);
    expect(JSON.parse(await consumer.node('required.cjs'))).toEqual([
      ...['function', { n: 1 }, true, 'rtmp://127.0.0.1:port/app', '#EXTM3U'],
    ]);
  });

  test('needs no package that package.json does not bring', async () => {
    const files = (await readdir('dist', { recursive: true })).filter((file) =>
      /\.[cm]js$/.test(file),
    );
    expect(files.length).toBeGreaterThan(5);
    const needed = new Set<string>();
    for (const file of files) {
      const text = await readFile(join('dist', file), 'utf8');
      const imports = text.matchAll(/\b(?:from |import\(|require\()"([^".][^"]*)"/g);
      for (const [, name = ''] of imports)
        if (!builtinModules.includes(name.replace('node:', ''))) needed.add(name);
    }
    expect([...needed].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  test('brings the licenses of all packages whose code is in it', async () => {
    const text = await readFile(join(consumer.installed, 'dist/third-party-licenses.txt'), 'utf8');
    const names = [...text.matchAll(/^(\S+) \d+\.\d+\.\d+ \((.+)\)$/gm)].map(([, name]) => name);
    expect(names).toEqual([
      ...['@preact/signals', '@preact/signals-core', 'commander', 'node-media-server'],
      ...['preact', 'zod'],
    ]);
    expect(text).toContain('Apache License\n                           Version 2.0');
    expect(text.match(/Permission is hereby granted, free of charge/g)).toHaveLength(5);
  });
});

const TYPED = `
import { createPublisher, type Published, type PublishMessage } from 'ivs-autopilot/publisher';
import { createDecoder, type Decoder } from 'ivs-autopilot/player';
import { createSimulator, ServiceError, type Simulator } from 'ivs-autopilot/simulator';
const publisher = createPublisher({ queue: 'a', lingerMs: 20 });
const message: PublishMessage = { channelArn: 'a', payload: 1, key: 'k' };
export async function run(): Promise<Published> {
  const published: Published = await publisher.publish(message);
  if (published.accepted) published.id satisfies string;
  else published.field satisfies string;
  const decoder: Decoder = createDecoder({ remember: 10 });
  (await decoder.decode('text')) satisfies unknown[];
  return published;
}
export const simulator: Simulator = createSimulator({ seed: 1 });
export const status = (error: unknown) => (error instanceof ServiceError ? error.status : 0);
// @ts-expect-error the queue is missing
createPublisher({ lingerMs: 20 });
// @ts-expect-error no such option
createDecoder({ forget: 10 });
// @ts-expect-error no such option
createSimulator({ sead: 10 });
`;

const PAGE = `
import { createDecoder } from 'ivs-autopilot/player';
export const decode: (text: string) => Promise<unknown[]> = createDecoder().decode;
`;

describe('the types of the package', () => {
  test.each([
    ['nodenext', ['typed.mts', 'typed.cts']],
    ['bundler', ['typed.mts']],
  ] as const)('compile under strict rules, with moduleResolution %s', async (resolution, files) => {
    for (const file of files) await consumer.write(file, TYPED);
    const types = ['node'];
    expect(await consumer.compile([...files], { resolution, types })).toBe('');
  });

  test('of the player need no types of Node.js', async () => {
    await consumer.write('page.mts', PAGE);
    const options = { resolution: 'bundler', lib: 'es2023,dom' } as const;
    expect(await consumer.compile(['page.mts'], options)).toBe('');
  });
});

/** What the examples of the pages use without defining it, and packages that this project has not installed. */
const CONTEXT = `
declare module 'vitest';
declare module '@jest/globals';
declare module '@aws-sdk/client-ivs';
declare const channelArn: string;
declare const IVSPlayer: { PlayerEventType: { TEXT_METADATA_CUE: string } };
declare const player: {
  addEventListener(type: string, listener: (cue: { owner: string; text: string }) => void): void;
};
declare const show: (message: unknown) => void;
`;

/** Writes the examples of a page that import the package, in JavaScript or TypeScript. @returns the files */
async function writeExamples(project: Consumer, page: string, name: string): Promise<string[]> {
  const text = await readFile(join(project.installed, page), 'utf8');
  const examples = codeBlocks(page, text).filter(
    ({ language, code }) => /^[jt]s$/.test(language) && code.includes(`from '${name}`),
  );
  const files = examples.map(
    ({ line, language }) => `${page.replaceAll(/\W/g, '-')}-${line}.${language}.mts`,
  );
  for (const [n, { code }] of examples.entries()) await project.write(files[n] ?? '', code);
  await project.write('context.d.ts', CONTEXT);
  return files;
}

test('every example of the pages that imports the package compiles under strict rules', async () => {
  const names = await readdir(consumer.installed, { recursive: true });
  const pages = names.filter((name) => name.endsWith('.md'));
  const found = pages.map((page) => writeExamples(consumer, page, 'ivs-autopilot/'));
  const files = (await Promise.all(found)).flat();
  for (const page of ['README', 'docs-simulator', 'docs-publisher', 'docs-player', 'docs-testing'])
    expect(files.join()).toContain(page);
  for (const language of ['js', 'ts']) {
    const some = files.filter((file) => file.endsWith(`.${language}.mts`));
    const isJavaScript = language === 'js';
    const options = { resolution: 'nodenext', types: ['node'], isJavaScript } as const;
    expect(await consumer.compile(['context.d.ts', ...some], options)).toBe('');
  }
});

const SIMULATOR_ONLY = `
const { startSimulator, ServiceError } = require('ivs-simulator');
const { startTestSimulator } = require('ivs-simulator/testing');
const run = async () => {
  const simulator = await startSimulator({ rtmp: { port: 0 } });
  const { channel } = await simulator.call('CreateChannel', { name: 'show' });
  await simulator.close();
  const same = (await import('ivs-simulator/simulator')).ServiceError === ServiceError;
  console.log(JSON.stringify([channel.name, typeof startTestSimulator, same]));
};
run();
`;

describe('the package ivs-simulator', () => {
  test('has the version of this package, no dependencies, and the licenses of the code in it', async () => {
    const text = await readFile(join(SIMULATOR_PACKAGE, 'package.json'), 'utf8');
    const { version, dependencies, private: isPrivate } = JSON.parse(text);
    expect([version, dependencies, isPrivate]).toEqual([manifest.version, undefined, true]);
    const licenses = await readFile(
      join(simulatorOnly.installed, 'dist/third-party-licenses.txt'),
      'utf8',
    );
    const names = [...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+ \((.+)\)$/gm)];
    expect(names.map(([, name]) => name)).toEqual(['node-media-server', 'zod']);
    expect(await readdir(simulatorOnly.installed)).toEqual([
      ...['LICENSE', 'README.md', 'dist', 'package.json'],
    ]);
  });

  test('runs the simulator with RTMP, and has the test kit, with no other package in reach', async () => {
    await simulatorOnly.write('all.cjs', SIMULATOR_ONLY);
    expect(JSON.parse(await simulatorOnly.node('all.cjs'))).toEqual(['show', 'function', true]);
    const program = join(simulatorOnly.installed, 'dist/simulator/command.mjs');
    expect((await run(program, ['--version'])).stdout).toBe(`${manifest.version}\n`);
    expect((await run(program, ['--help'])).stdout).toMatch(/^npx ivs-simulator \[options\]\n/);
  });

  test('has types for the examples of its page', async () => {
    const files = await writeExamples(simulatorOnly, 'README.md', 'ivs-simulator');
    expect(files).toHaveLength(2);
    const options = { resolution: 'nodenext', types: ['node'] } as const;
    expect(await simulatorOnly.compile(files, options)).toBe('');
  });
});

describe('the files of the package', () => {
  test('are all that its pages link to', async () => {
    const root = consumer.installed;
    const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.md'));
    expect(files).toContain('docs/publisher.md');
    const missing: string[] = [];
    for (const file of files) {
      for (const link of linksOf(await readFile(join(root, file), 'utf8'))) {
        const [path = ''] = link.split('#');
        if (/^[a-z]+:/.test(link) || path === '') continue;
        if (!existsSync(join(root, dirname(file), path))) missing.push(`${file}: ${link}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test('are at the places that package.json names', () => {
    const named = JSON.stringify([manifest.exports, manifest.bin]).matchAll(
      /"(?:\.\/)?(dist\/[^"]+)"/g,
    );
    const paths = [...named].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(15);
    expect(paths.filter((path) => !existsSync(join(consumer.installed, path)))).toEqual([]);
  });

  test('give TypeScript the same types with moduleResolution node10, which does not read exports', () => {
    const required = Object.entries(manifest.exports).flatMap(([name, forms]) =>
      typeof forms === 'string' ? [] : [[name.slice('./'.length), [forms.require.types]]],
    );
    expect(manifest.typesVersions).toEqual({ '*': Object.fromEntries(required) });
  });
});

describe('the command line of the package', () => {
  const command = (): string => join(consumer.installed, 'dist/cli.mjs');

  test.runIf(existsSync('/dev/full'))(
    'says in one line that the output cannot be written',
    async () => {
      const written = await run('bash', ['-c', `${command()} --help > /dev/full`]).catch(
        (error) => error,
      );
      expect(written).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^error: cannot write to standard output \(ENOSPC: .*\)\n$/),
      });
    },
  );

  test('starts by its own name, and loads the server of the console only when it needs it', async () => {
    expect((await run(command(), ['--version'])).stdout).toBe(`${manifest.version}\n`);
    expect((await run(command(), ['sessions', '--help'])).stdout).toMatch(
      /live .*List the live sessions/,
    );
    expect(await readFile(command(), 'utf8')).toContain('import("./console/server.mjs")');
    expect(await readdir(join(consumer.installed, 'dist/console'))).toEqual([
      ...['app.css', 'app.js', 'index.html', 'server.mjs'],
    ]);
  });
});

describe('the player module', () => {
  test('is under 2 KB gzipped, and imports nothing', async () => {
    const module = await readFile('dist/player.mjs');
    expect(gzipSync(module).length).toBeLessThan(2_000);
    expect(module.toString()).not.toMatch(/\bimport\b|\brequire\b/);
  });
});
