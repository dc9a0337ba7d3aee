import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../../src/settings/catalog.ts';
import { type GivenSettings, settingProblems } from '../../src/settings/check.ts';
import { type StageFile, settingsOf } from '../../src/settings/stage-files.ts';

const DEFAULTS = Object.fromEntries(SETTINGS.map((setting) => [setting.param, setting.default]));

/** The problems of a deployment of stage prod with these files, merged as the plugin does it. */
function problems(files: StageFile[], { params = {}, ...given }: Partial<GivenSettings> = {}) {
  const prod = { ...(params.prod as object), ...settingsOf(files, 'prod') };
  return settingProblems({
    ...{ service: 'ivs-autopilot', stage: 'prod', options: [], files },
    ...given,
    params: { default: DEFAULTS, ...params, prod },
  });
}

test('the file of a stage may have settings, or nothing', () => {
  const content = { cleanupMode: 'plan', retentionDays: 365, tagPrefix: 'night' };
  expect(problems([{ name: 'prod.yml', content }])).toEqual([]);
  expect(problems([{ name: 'prod.yml', content: null }])).toEqual([]);
  expect(settingsOf([{ name: 'prod.yml', content }], 'prod')).toEqual(content);
  expect(settingsOf([{ name: 'prod.yml', content }], 'dev')).toEqual({});
});

test('names and values in the files of all stages are checked', () => {
  const files = [
    { name: 'prod.yml', content: { cleanupMod: 'plan', retentionDays: 0 } },
    { name: 'test.yml', content: { rotationMode: 'aply', logLevel: null } },
  ];
  expect(problems(files)).toEqual([
    'stages/prod.yml cleanupMod: there is no setting "cleanupMod"; did you mean cleanupMode?',
    'stages/prod.yml retentionDays: expected a whole number from 1 to 3650, received 0',
    'stages/test.yml rotationMode: expected one of off, plan, apply, received "aply"; did you mean apply?',
    'stages/test.yml logLevel: expected one of DEBUG, INFO, WARN, ERROR, SILENT, received nothing',
  ]);
});

const WRONG: [what: string, file: StageFile, problem: string][] = [
  [
    'a name without .yml',
    { name: 'prod.yaml', content: { cleanupMode: 'plan' } },
    'prod.yaml: expected the name <stage>.yml, or <any name>.example.yml',
  ],
  [
    'a name that no stage has',
    { name: 'prod.eu.yml', content: {} },
    'prod.eu.yml: expected the name <stage>.yml, or <any name>.example.yml',
  ],
  [
    'the name default',
    { name: 'default.yml', content: {} },
    'default.yml: expected the name of a stage: the defaults are below params.default in serverless.yml',
  ],
  [
    'text that is not YAML',
    { name: 'prod.yml', error: 'Map keys must be unique' },
    'prod.yml: expected YAML: Map keys must be unique',
  ],
  [
    'a list',
    { name: 'prod.yml', content: ['cleanupMode=plan'] },
    'prod.yml: expected settings, one a line, received ["cleanupMode=plan"]',
  ],
  [
    'a variable',
    { name: 'prod.yml', content: { retentionDays: '$' + '{env:DAYS}' } },
    'prod.yml retentionDays: expected a value, received a variable: put it below params in serverless.yml',
  ],
];
test.each(WRONG)('a file with %s is refused', (_what, file, problem) => {
  expect(problems([file])).toContain(`stages/${problem}`);
});

test('a file overrides params of its stage, where only what is still used is checked', () => {
  const file = { name: 'prod.yml', content: { cleanupMode: 'plan' } };
  expect(problems([file], { params: { prod: { cleanupMode: 'plann' } } })).toEqual([]);
  const given = { params: { prod: { cleanupMode: 'off', retentionDays: 0 } } };
  expect(problems([file], given)).toEqual([
    'params.prod.retentionDays: expected a whole number from 1 to 3650, received 0',
  ]);
});

test('a stage that differs from a file in one letter is refused', () => {
  const files = [{ name: 'prod.yml', content: null }];
  const given = { service: 'ivs-autopilot', options: [], params: { default: DEFAULTS }, files };
  expect(settingProblems({ ...given, stage: 'prdo' })).toEqual([
    'stage: "prdo" has no settings; did you mean prod? If it is a stage of its own, add an empty file stages/prdo.yml',
  ]);
  const both = [...files, { name: 'prdo.yml', content: null }];
  expect(settingProblems({ ...given, stage: 'prdo', files: both })).toEqual([]);
});

test('the example in stages/ is accepted, and belongs to no stage', () => {
  const content = parse(readFileSync('stages/prod.example.yml', 'utf8'));
  expect(problems([{ name: 'prod.yml', content }])).toEqual([]);
  expect(problems([{ name: 'prod.example.yml', content: { cleanupMod: 'plan' } }])).toEqual([]);
  expect(content).toMatchObject({ cleanupMode: 'plan', rotationMode: 'plan' });
});
