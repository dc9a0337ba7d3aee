import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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
}

/** Starts the plugin as the framework does for a command, without the rest of the framework. */
function start(command: string, param: string[], given: Given = {}) {
  const serverless = {
    processedInput: { commands: command.split(' '), isHelpRequest: given.isHelpRequest ?? false },
    configurationInput: { params: given.params ?? params },
    service: { service: 'ivs-autopilot' },
    getProvider: () => ({ getStage: () => 'prod' }),
    classes: { Error },
  };
  return new CheckSettings(serverless, { param, package: given.package, env: given.env });
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

test('print and npm start name wrong settings, also those from variables', async () => {
  const { directory } = service();
  const local = { ...params.local, retentionDays: '$' + '{env:TEST_DAYS}' };
  const config = parse(readFileSync('serverless.yml', 'utf8'), { merge: true });
  const changed = { ...config, params: { ...params, local } };
  writeFileSync(join(directory, 'serverless.yml'), JSON.stringify(changed));
  vi.stubEnv('TEST_DAYS', '0');
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(printServerlessYml(directory, ['cleanupmode=plan'])).rejects.toThrow(
    [
      'serverless print --stage local failed: There are 2 problems with the settings:',
      '  --param cleanupmode: there is no setting "cleanupmode"; did you mean cleanupMode?',
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
