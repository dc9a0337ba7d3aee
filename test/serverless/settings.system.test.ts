import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { printServerlessYml } from '../../src/local/config/framework.ts';
import { ownService, type Service } from './support/service.ts';

const CheckSettings = createRequire(import.meta.url)(resolve('scripts/serverless-settings.cjs'));
const { params } = parse(readFileSync('serverless.yml', 'utf8')) as { params: Params };
type Params = Record<string, Record<string, unknown>>;

interface Given {
  params?: Params;
  isHelpRequest?: boolean;
  package?: string;
  env?: string[];
  /** The files of the folder `stages`, by name. */
  stages?: Record<string, string>;
}

/** Starts the plugin as the framework does for a command, without the rest of the framework. */
function start(command: string, param: string[], given: Given = {}) {
  const serverless = {
    serviceDir: given.stages ? directoryWith(given.stages) : '/nowhere',
    processedInput: { commands: command.split(' '), isHelpRequest: given.isHelpRequest ?? false },
    configurationInput: { params: structuredClone(given.params ?? params) },
    service: { service: 'ivs-autopilot' },
    getProvider: () => ({ getStage: () => 'prod' }),
    classes: { Error },
  };
  return new CheckSettings(serverless, { param, package: given.package, env: given.env });
}

function directoryWith(stages: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'ivs-autopilot-stages-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'stages'));
  for (const [name, text] of Object.entries(stages))
    writeFileSync(join(directory, 'stages', name), text);
  return directory;
}

function service(): Service {
  const own = ownService();
  onTestFinished(() => own.remove());
  return own;
}

const WRONG = ['cleanupMode=plann', 'retentionDays=0'];
const BOTH = /There are 2 problems[\s\S]*cleanupMode:[\s\S]*retentionDays:/;

test.each(['print', 'package', 'deploy', 'deploy function', 'invoke local'])(
  'serverless %s refuses wrong settings, all in one message',
  (command) => {
    expect(() => start(command, WRONG)).toThrow(BOTH);
    expect(start(command, ['cleanupMode=plan']).hooks).toBeUndefined();
  },
);

test.each(['remove', 'info', 'logs', 'invoke', 'deploy list', 'rollback'])(
  'serverless %s uses no settings, so wrong ones do not stop it',
  (command) => {
    expect(start(command, WRONG).hooks).toBeUndefined();
  },
);

test('the help of a command is shown whatever the settings are', () => {
  expect(start('deploy', WRONG, { isHelpRequest: true }).hooks).toBeUndefined();
});

test('invoke local refuses a misspelt variable', () => {
  const invoke = () => start('invoke local', [], { env: ['CLEANUP_MOD=plan'] });
  expect(invoke).toThrow('--env CLEANUP_MOD: no setting has this variable');
});

test('deploy --package takes no settings: they are in the package', () => {
  const deploy = () => start('deploy', ['cleanupMode=plan'], { package: '.serverless' });
  expect(deploy).toThrow('--param: has no effect together with --package');
  start('package', ['cleanupMode=plan'], { package: '.serverless' });
});

test('the settings of the file of a stage are added to its params', () => {
  const stages = { 'prod.yml': 'cleanupMode: plan\nretentionDays: 365\n', 'dev.yml': '' };
  const plugin = start('deploy', [], { stages, params: { ...params, prod: { logLevel: 'WARN' } } });
  expect(plugin.serverless.configurationInput.params.prod).toEqual({
    ...{ logLevel: 'WARN', cleanupMode: 'plan', retentionDays: 365 },
  });
});

test('a wrong file of a stage stops a deployment, and does not stop remove', () => {
  const stages = { 'prod.yml': 'cleanupMode: plan\ncleanupMode: apply\n', 'dev.yaml': '' };
  expect(() => start('deploy', [], { stages })).toThrow(
    /2 problems[\s\S]*stages\/dev\.yaml: expected the name[\s\S]*stages\/prod\.yml: expected YAML: Map keys must be unique/,
  );
  expect(start('remove', [], { stages }).hooks).toBeUndefined();
});

test('print and npm start name wrong settings, also those from variables and from the file of the stage', async () => {
  const { directory } = service();
  const local = { ...params.local, retentionDays: '$' + '{env:TEST_DAYS}' };
  const config = parse(readFileSync('serverless.yml', 'utf8'), { merge: true });
  const changed = { ...config, params: { ...params, local } };
  writeFileSync(join(directory, 'serverless.yml'), JSON.stringify(changed));
  mkdirSync(join(directory, 'stages'));
  writeFileSync(join(directory, 'stages', 'local.yml'), 'logLevel: LOUD\n');
  vi.stubEnv('TEST_DAYS', '0');
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(printServerlessYml(directory, ['cleanupmode=plan'])).rejects.toThrow(
    [
      'serverless print --stage local failed: There are 3 problems with the settings:',
      '  --param cleanupmode: there is no setting "cleanupmode"; did you mean cleanupMode?',
      '  stages/local.yml logLevel: expected one of DEBUG, INFO, WARN, ERROR, SILENT, received "LOUD"',
      '  params.local.retentionDays: expected a whole number from 1 to 3650, received "0"',
      'docs/settings.md lists all settings.',
    ].join('\n'),
  );
}, 60_000);

test('package refuses a stage whose name is too long, and says how long it may be', async () => {
  const { code, stdout } = await service().run(['package', '--stage', 's'.repeat(24)]);
  expect(code).toBe(1);
  expect(stdout).toContain('stage: expected at most 23 characters, received "ssss');
}, 60_000);
