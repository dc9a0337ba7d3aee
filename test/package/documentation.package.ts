import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CodeBlock, codeBlocks } from '../docs/support/blocks.ts';
import { QUEUE, startServices } from '../metadata/support/services.ts';
import { openProject, type Way } from './support/projects.ts';
import { EMPTY, SIMULATOR_ONLY } from './support/set-up.ts';

// Runs the programs in the pages of the package: JavaScript, TypeScript, which is compiled as well, and Python. The commands
// of the pages run in test/docs.

const EXTENSIONS: Record<string, string> = { js: 'mjs', ts: 'mts', python: 'py' };
const NPM: Way = { manager: 'npm', node: '24' };

async function blocksOf(project: string, packageName: string): Promise<CodeBlock[]> {
  const root = join(openProject(project, NPM).folder, 'node_modules', packageName);
  const names = await readdir(root, { recursive: true });
  const pages = names.filter((name) => name.endsWith('.md')).sort();
  const blocks = await Promise.all(
    pages.map(async (page) => codeBlocks(page, await readFile(join(root, page), 'utf8'))),
  );
  return blocks.flat().filter(({ language }) => language in EXTENSIONS);
}

const all = [
  ...(await blocksOf(EMPTY, 'ivs-autopilot')),
  // The page of the other package imports the same modules by its own name.
  ...(await blocksOf(SIMULATOR_ONLY, 'ivs-simulator')).map(asOfAutopilot),
];
const blocks = all.filter(({ notRun, code }) => notRun === undefined && !code.includes('@jest/'));
const titled = blocks.map((block) => [`${block.page}:${block.line}`, block] as const);

/** A folder beside those of the examples, with the packages of one: the AWS SDK, vitest and a TypeScript compiler. */
const PROJECT = 'documentation';
const PACKAGES_OF = 'vitest-ts';

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
  const [{ folder }, from] = [openProject(PROJECT, NPM), openProject(PACKAGES_OF, NPM)];
  await mkdir(folder);
  await symlink(join(from.folder, 'node_modules'), join(folder, 'node_modules'));
  for (const file of ['package.json', 'tsconfig.json'])
    await cp(join(from.folder, file), join(folder, file));
  await cp('test/package/support/stand-ins.mjs', join(folder, 'stand-ins.mjs'));
});
afterAll(() => services.close());

function asOfAutopilot({ page, code, ...block }: CodeBlock): CodeBlock {
  const text = code
    .replaceAll("'ivs-simulator'", "'ivs-autopilot/simulator'")
    .replaceAll("'ivs-simulator/", "'ivs-autopilot/");
  return { ...block, page: `ivs-simulator/${page}`, code: text };
}

/** Writes a block to a file. Addresses and names become those of this test. */
async function write(folder: string, { page, line, language, code }: CodeBlock): Promise<string> {
  const kind = code.includes("'ivs-autopilot/testing'") ? '.test' : '';
  const file = `${page.replaceAll(/\W/g, '-')}-${line}${kind}.${EXTENSIONS[language]}`;
  const text = code
    .replaceAll('http://127.0.0.1:4567', services.simulator.endpoint)
    .replaceAll('ivs-autopilot-prod-metadata.fifo', QUEUE);
  await writeFile(join(folder, file), text);
  return file;
}

function commandFor({ language, code }: CodeBlock, file: string): string[] {
  if (language === 'python') return ['python3', file];
  if (code.includes("from 'vitest'")) return ['node_modules/.bin/vitest', 'run', file];
  if (code.includes("'ivs-autopilot/testing'")) return ['node', '--test', file];
  return ['node', '--import', './stand-ins.mjs', file];
}

test.each(titled)('the program at %s runs', async (_title, block) => {
  for (const node of ['22', '24'] as const) {
    const { folder, run } = openProject(PROJECT, { manager: 'npm', node });
    const file = await write(folder, block);
    const [program = '', ...words] = commandFor(block, file);
    await run(program, words, { env });
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
