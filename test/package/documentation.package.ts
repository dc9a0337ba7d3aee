import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CodeBlock, codeBlocks } from '../docs/support/blocks.ts';
import { QUEUE, startServices } from '../metadata/support/services.ts';
import { openProject, WAYS, type Way } from './support/projects.ts';
import { EMPTY } from './support/set-up.ts';

// Runs the programs in the pages of the package: JavaScript, TypeScript, which is compiled as well, and Python. The commands
// of the pages run in test/docs.

const EXTENSIONS: Record<string, string> = { js: 'mjs', ts: 'mts', python: 'py' };
const NPM: Way = { manager: 'npm', node: '24' };

async function blocksOfPackage(): Promise<CodeBlock[]> {
  const root = join(openProject(EMPTY, NPM).folder, 'node_modules/ivs-autopilot');
  const names = await readdir(root, { recursive: true });
  const pages = names.filter((name) => name.endsWith('.md')).sort();
  const blocks = await Promise.all(
    pages.map(async (page) => codeBlocks(page, await readFile(join(root, page), 'utf8'))),
  );
  return blocks.flat().filter(({ language }) => language in EXTENSIONS);
}

const blocks = (await blocksOfPackage()).filter(({ notRun }) => notRun === undefined);
const titled = blocks.map((block) => [`${block.page}:${block.line}`, block] as const);

/** This example has the AWS SDK and a TypeScript compiler. */
const PROJECT = 'vitest-ts';

let services: Awaited<ReturnType<typeof startServices>>;
let env: Record<string, string>;
beforeAll(async () => {
  services = await startServices();
  const { endpoint } = services.simulator;
  env = {
    ...services.environment,
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_DEFAULT_REGION: 'us-west-2' },
    CHANNEL_ARN: await services.createChannel(),
  };
  for (const [, way] of WAYS) {
    const { folder } = openProject(PROJECT, way);
    await cp('test/package/support/stand-ins.mjs', join(folder, 'stand-ins.mjs'));
  }
});
afterAll(() => services.close());

/** Writes a block to a file. Addresses and names become those of this test. */
async function write(folder: string, { page, line, language, code }: CodeBlock): Promise<string> {
  const file = `${page.replaceAll(/\W/g, '-')}-${line}.${EXTENSIONS[language]}`;
  const text = code
    .replaceAll('http://127.0.0.1:4567', services.simulator.endpoint)
    .replaceAll('ivs-autopilot-prod-metadata.fifo', QUEUE);
  await writeFile(join(folder, file), text);
  return file;
}

test.each(titled)('the program at %s runs', async (_title, block) => {
  for (const node of ['22', '24'] as const) {
    const { folder, run } = openProject(PROJECT, { manager: 'npm', node });
    const file = await write(folder, block);
    if (block.language === 'python') await run('python3', [file], { env });
    else await run('node', ['--import', './stand-ins.mjs', file], { env });
  }
});

test('the TypeScript programs of the pages compile', async () => {
  const { folder, run } = openProject(PROJECT, NPM);
  const { compilerOptions } = JSON.parse(await readFile(join(folder, 'tsconfig.json'), 'utf8'));
  const typed = blocks.filter(({ language }) => language === 'ts');
  const files = await Promise.all(typed.map((block) => write(folder, block)));
  expect(files).not.toEqual([]);
  await writeFile(join(folder, 'tsconfig.docs.json'), JSON.stringify({ compilerOptions, files }));
  const compiled = run('node_modules/.bin/tsc', ['-p', 'tsconfig.docs.json']);
  await expect(compiled).resolves.toMatchObject({ stdout: '' });
});
