import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseQueueBody } from '../../src/metadata/format/queue-body.ts';
import { linksOf } from '../docs/support/markdown.ts';
import { channelArn } from '../metadata/support/senders.ts';
import { QUEUE, startServices } from '../metadata/support/services.ts';

const run = promisify(execFile);

/** Another program, which depends on this folder: npm makes a link of that. */
let home: string;
let services: Awaited<ReturnType<typeof startServices>>;
beforeAll(async () => {
  await run(process.execPath, ['scripts/build.mjs']);
  home = await mkdtemp(join(tmpdir(), 'ivs-autopilot-consumer-'));
  await mkdir(join(home, 'node_modules'));
  await symlink(resolve('.'), join(home, 'node_modules/ivs-autopilot'));
  await writeFile(join(home, 'package.json'), '{"type":"module"}');
  services = await startServices();
});
afterAll(async () => {
  await rm(home, { recursive: true });
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

const TYPED = `
import { createPublisher, type Published, type PublishMessage } from 'ivs-autopilot/publisher';
import { createDecoder, type Decoder } from 'ivs-autopilot/player';
const publisher = createPublisher({ queue: 'a', lingerMs: 20 });
const message: PublishMessage = { channelArn: 'a', payload: 1, key: 'k' };
const published: Published = await publisher.publish(message);
if (published.accepted) published.id satisfies string;
else published.field satisfies string;
const decoder: Decoder = createDecoder({ remember: 10 });
(await decoder.decode('text')) satisfies unknown[];
// @ts-expect-error the queue is missing
createPublisher({ lingerMs: 20 });
// @ts-expect-error no such option
createDecoder({ forget: 10 });
`;

describe('the package, to a program that depends on it', () => {
  test('runs: a publisher that queues, and a decoder', async () => {
    await writeFile(join(home, 'producer.mjs'), PRODUCER);
    const env = { ...process.env, ...services.environment };
    const { stdout } = await run(process.execPath, ['producer.mjs'], { cwd: home, env });
    expect(JSON.parse(stdout)).toEqual({ accepted: 500, payloads: [{ n: 1 }] });
    const bodies = (await services.take(QUEUE)).map(({ body }) => parseQueueBody(body));
    const messages = bodies.flatMap((queued) => ('messages' in queued ? queued.messages : []));
    expect(messages.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 500 }, (_, n) => ({ n })),
    );
    expect(bodies.length).toBeLessThanOrEqual(5);
  });

  test.each(['nodenext', 'bundler'])('has types, with moduleResolution %s', async (resolution) => {
    await writeFile(join(home, 'typed.ts'), TYPED);
    const compiler = resolve('node_modules/typescript/bin/tsc');
    const module = resolution === 'nodenext' ? 'nodenext' : 'preserve';
    const kind = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022'];
    const strict = ['--noEmit', '--strict', '--skipLibCheck', '--types', ''];
    const compiled = run(process.execPath, [compiler, ...kind, ...strict, 'typed.ts'], {
      cwd: home,
    });
    await expect(compiled.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: '' });
  });
});

describe('the package, packed and installed elsewhere', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ivs-autopilot-packed-'));
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
    const [packed = ''] = await readdir(folder);
    await run('tar', ['-xzf', packed], { cwd: folder });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('holds every file that its pages link to', async () => {
    const root = join(folder, 'package');
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

  test.runIf(existsSync('/dev/full'))(
    'the command line says in one line that the output cannot be written',
    async () => {
      const command = join(folder, 'package/dist/cli.mjs');
      const written = await run('bash', ['-c', `${command} --help > /dev/full`]).catch(
        (error) => error,
      );
      expect(written).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^error: cannot write to standard output \(ENOSPC: .*\)\n$/),
      });
    },
  );

  test('brings a command line, that starts by its own name and needs nothing but the dependencies', async () => {
    const { bin, version, dependencies } = JSON.parse(
      await readFile(join(folder, 'package/package.json'), 'utf8'),
    );
    const command = join(folder, 'package', bin['ivs-autopilot']);
    expect((await run(command, ['--version'])).stdout).toBe(`${version}\n`);
    expect((await run(command, ['sessions', '--help'])).stdout).toMatch(
      /live .*List the live sessions/,
    );
    const text = await readFile(command, 'utf8');
    const imports = text.matchAll(/^import .* from "(?!node:)(.+)";|import\("([^"]+)"\)/gm);
    const packages = [...imports].map(([, name, later]) => name ?? later);
    // zod would make every start slower: only the server of the console needs it.
    const own = './console/server.mjs';
    expect(new Set(packages)).toEqual(new Set(['commander', '@aws-sdk/client-lambda', own]));
    expect(await readdir(join(folder, 'package/dist/console'))).toEqual([
      ...['app.css', 'app.js', 'index.html', 'server.mjs'],
    ]);
    expect(Object.keys(dependencies)).toEqual(
      expect.arrayContaining(packages.filter((name) => name !== own)),
    );
  });
});

describe('the player module', () => {
  test('is under 2 KB gzipped, and imports nothing', async () => {
    const module = await readFile('dist/player.mjs');
    expect(gzipSync(module).length).toBeLessThan(2_000);
    expect(module.toString()).not.toMatch(/\bimport\b|\brequire\b/);
  });
});
