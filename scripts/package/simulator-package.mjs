import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ship } from './declarations.mjs';
import { bundledPackages, licenseText } from './licenses.mjs';
import { DIST, PACKAGES, ROOT } from './paths.mjs';

const NAME = 'ivs-simulator';
const FOLDER = join(PACKAGES, NAME);
const SOURCE = join(ROOT, 'scripts/package', NAME);
/** What both packages say of themselves. */
const SAME = ['license', 'private', 'type', 'engines', 'repository', 'homepage', 'bugs', 'author'];

/**
 * Makes the package `ivs-simulator` from dist/: the simulator and its test kit alone, without any dependency.
 *
 * @param metafiles of the bundle that they are in
 */
export async function writeSimulatorPackage(metafiles) {
  await rm(FOLDER, { recursive: true, force: true });
  const dist = join(FOLDER, 'dist');
  await mkdir(dist, { recursive: true });
  for (const part of ['simulator', 'testing'])
    await cp(join(DIST, part), join(dist, part), { recursive: true });
  await ship(['simulator/index', 'testing/index'], join(dist, 'types'));
  const licenses = await licenseText(NAME, bundledPackages(metafiles));
  await writeFile(join(dist, 'third-party-licenses.txt'), licenses);
  await copyFile(join(SOURCE, 'README.md'), join(FOLDER, 'README.md'));
  await copyFile(join(ROOT, 'LICENSE'), join(FOLDER, 'LICENSE'));
  const manifest = manifestFrom(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  await writeFile(join(FOLDER, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function manifestFrom(whole) {
  const { version, exports, typesVersions, bin, peerDependencies, peerDependenciesMeta } = whole;
  const { simulator, testing } = typesVersions['*'];
  const { require: required } = exports['./simulator'];
  return {
    name: NAME,
    version,
    description:
      'Amazon IVS on your machine: a faithful simulator of its API, streams and events, with RTMP, playback and a test kit.',
    keywords: ['amazon-ivs', 'ivs', 'aws', 'simulator', 'mock', 'testing', 'rtmp', 'hls'],
    ...Object.fromEntries(SAME.filter((key) => key in whole).map((key) => [key, whole[key]])),
    bin: { [NAME]: bin[NAME] },
    files: ['dist'],
    exports: {
      '.': exports['./simulator'],
      './simulator': exports['./simulator'],
      './testing': exports['./testing'],
      './package.json': './package.json',
    },
    main: required.default,
    types: required.types,
    typesVersions: { '*': { simulator, testing } },
    peerDependencies,
    peerDependenciesMeta,
  };
}
