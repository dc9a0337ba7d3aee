import { expect, test } from 'vitest';
import { SETTINGS } from '../../src/settings/catalog.ts';
import { type GivenSettings, settingProblems, settingsMessage } from '../../src/settings/check.ts';
import { hasVariable } from '../../src/settings/problems.ts';
import fc from '../support/fast-check.ts';

const DEFAULTS = Object.fromEntries(SETTINGS.map((setting) => [setting.param, setting.default]));
const NAMES = SETTINGS.map(({ param }) => param);

/** The problems of a deployment with all defaults, and with these differences. */
const problems = (given: Partial<GivenSettings> = {}): string[] =>
  settingProblems({
    ...{ service: 'ivs-autopilot', stage: 'dev', options: [] },
    ...given,
    params: { default: DEFAULTS, ...given.params },
  });

test('the defaults have no problem', () => {
  expect(problems()).toEqual([]);
  expect(settingsMessage([])).toBeUndefined();
});

test.each([
  ['cleanupMode=plan'],
  ['retentionDays=3650'],
  ['cleanupMaxShare=0.5'],
  ['cleanupNeverLive=none'],
  ['tagPrefix=autopilot-dev'],
  ['tagPrefix=aws2'],
  [`tagPrefix=${'n'.repeat(116)}`],
  ['keySecrets=ivs/prod/{channelId}'],
  ['alarmTopicArn=arn:aws:sns:us-west-2:123456789012:alarms'],
  ['keySecrets=a=b/{channelId}'],
  ['keySecretsKmsKeyId=1234abcd-12ab-34cd-56ef-1234567890ab'],
  ['keySecretsKmsKeyId=mrk-1234abcd12ab34cd56ef1234567890ab'],
  ['keySecretsKmsKeyId=alias/stream-keys'],
  [
    'keySecretsKmsKeyId=arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ],
  ['keySecretsKmsKeyId=arn:aws-us-gov:kms:us-gov-west-1:123456789012:alias/stream-keys'],
])('--param %s is accepted', (option) => {
  expect(problems({ options: [option] })).toEqual([]);
});

const MODES = 'expected one of off, plan, apply';
test.each([
  ['cleanupmode=plan', 'cleanupmode: there is no setting "cleanupmode"; did you mean cleanupMode?'],
  [
    'CLEANUP_MODE=plan',
    'CLEANUP_MODE: there is no setting "CLEANUP_MODE"; did you mean cleanupMode?',
  ],
  [
    'retentionDay=9',
    'retentionDay: there is no setting "retentionDay"; did you mean retentionDays?',
  ],
  ['colour=red', 'colour: there is no setting "colour"'],
  ['cleanupMode=plann', `cleanupMode: ${MODES}, received "plann"; did you mean plan?`],
  ['cleanupMode=Plan', `cleanupMode: ${MODES}, received "Plan"; did you mean plan?`],
  ['cleanupMode=no', `cleanupMode: ${MODES}, received "no"`],
  ['retentionDays=0', 'retentionDays: expected a whole number from 1 to 3650, received "0"'],
  ['cleanupMaxShare=20%', 'cleanupMaxShare: expected a number from 0.01 to 1, received "20%"'],
  ['metadataGapMs=50', 'metadataGapMs: expected a whole number from 200 to 10000, received "50"'],
  [
    'alarmTopicArn=foo',
    'alarmTopicArn: expected the ARN of an SNS topic, or nothing, received "foo"',
  ],
])('--param %s is refused: %s', (option, problem) => {
  expect(problems({ options: [option] })).toEqual([`--param ${problem}`]);
});

test.each([
  'keySecrets={channelId}',
  'keySecretsKmsKeyId=my key',
  'keySecretsKmsKeyId=arn:aws:kms:us-west-2:123456789012:stream-keys',
  'logRetentionDays=31',
  'tagPrefix=aws',
  'tagPrefix=Night',
  'tagPrefix=night:',
  'tagPrefix=team:night',
  'tagPrefix=-night',
  'tagPrefix=two words',
  `tagPrefix=${'n'.repeat(117)}`,
])('--param %s is refused with its name and what was received', (option) => {
  const [name, value] = option.split('=');
  const [problem, ...others] = problems({ options: [option] });
  expect(problem).toMatch(`--param ${name}: expected `);
  expect(problem).toMatch(`received "${value}"`);
  expect(others).toEqual([]);
});

test.each(['cleanupMode', 'cleanupMode=', 'cleanupMode= ', '=plan', ''])(
  '--param "%s" has no name or no value',
  (option) => {
    const problem = `--param: expected name=value with a value, received "${option}"`;
    expect(problems({ options: [option] })).toEqual([problem]);
  },
);

test('a setting with two values on the command line is refused', () => {
  expect(problems({ options: ['cleanupMode=plan', 'cleanupMode=apply'] })).toEqual([
    '--param cleanupMode: expected one value, received "plan" and "apply"',
  ]);
});

test('names and values in every section of params are checked', () => {
  const params = {
    prod: { cleanupMod: 'plan', retentionDays: 0 },
    test: { logLevel: null, cleanupMode: '', metadataMode: ['plain'], metadataCompression: false },
  };
  expect(problems({ params })).toEqual([
    'params.prod.cleanupMod: there is no setting "cleanupMod"; did you mean cleanupMode?',
    'params.prod.retentionDays: expected a whole number from 1 to 3650, received 0',
    'params.test.logLevel: expected one of DEBUG, INFO, WARN, ERROR, SILENT, received nothing',
    'params.test.cleanupMode: expected one of off, plan, apply, received ""',
    'params.test.metadataMode: expected one of envelope, plain, received ["plain"]',
    'params.test.metadataCompression: expected one of off, deflate, received false',
  ]);
});

test('numbers are accepted as numbers and as texts', () => {
  const params = { dev: { retentionDays: 30, cleanupMaxShare: 0.1, logRetentionDays: '60' } };
  expect(problems({ params })).toEqual([]);
});

test('a setting without any value is missing', () => {
  const { retentionDays: _, ...others } = DEFAULTS;
  const missing =
    'params.default.retentionDays: expected a whole number from 1 to 3650, received nothing';
  expect(problems({ params: { default: others } })).toEqual([missing]);
  expect(problems({ params: { default: others, prod: { retentionDays: 9 } } })).toEqual([missing]);
  expect(problems({ params: { default: others, dev: { retentionDays: 9 } } })).toEqual([]);
  const options = ['retentionDays=9'];
  expect(problems({ params: { default: others }, options })).toEqual([]);
});

test('a variable is unknown in another stage, and wrong where it stayed unresolved', () => {
  const variable = '$' + '{env:DAYS}';
  expect(hasVariable({ prod: { retentionDays: variable } })).toBe(true);
  expect(hasVariable({ prod: { retentionDays: 9 } })).toBe(false);
  expect(problems({ params: { prod: { retentionDays: variable } } })).toEqual([]);
  expect(problems({ params: { dev: { retentionDays: variable } } })).toHaveLength(1);
});

test('a name in another stage is checked, also with a variable as its value', () => {
  const params = { prod: { cleanupMod: '$' + '{env:MODE}' } };
  expect(problems({ params })).toEqual([
    'params.prod.cleanupMod: there is no setting "cleanupMod"; did you mean cleanupMode?',
  ]);
});

test.each([
  ['CLEANUP_MODE=plan', []],
  ['FOO=bar', []],
  ['TABLE_NAME=another', []],
  [
    'CLEANUP_MOD=plan',
    ['--env CLEANUP_MOD: no setting has this variable; did you mean CLEANUP_MODE?'],
  ],
  ['CLEANUP_MODE=plann', [`--env CLEANUP_MODE: ${MODES}, received "plann"; did you mean plan?`]],
  ['CLEANUP_MODE=', [`--env CLEANUP_MODE: ${MODES}, received ""`]],
])('invoke local --env %s', (variable, expected) => {
  expect(problems({ variables: [variable] })).toEqual(expected);
});

test('all problems are in one message', () => {
  const message = settingsMessage(problems({ options: ['a=1', 'b=2'] }));
  expect(message).toBe(
    [
      'There are 2 problems with the settings:',
      '  --param a: there is no setting "a"',
      '  --param b: there is no setting "b"',
      'docs/settings.md lists all settings.',
    ].join('\n'),
  );
});

test('a stage may have 23 characters', () => {
  expect(problems({ stage: 'a'.repeat(23) })).toEqual([]);
  const [problem] = problems({ stage: 'a'.repeat(24) });
  expect(problem).toMatch(`stage: expected at most 23 characters, received "${'a'.repeat(24)}"`);
});

test.each([
  ['prdo', 'prod'],
  ['PROD', 'prod'],
  ['prod2', undefined],
  ['prod-eu', undefined],
  ['staging', undefined],
])('with params for prod, stage %s is taken for %s', (stage, meant) => {
  const found = problems({ stage, params: { prod: {} } });
  expect(found).toEqual(meant === undefined ? [] : [expect.stringContaining(`mean ${meant}?`)]);
  expect(problems({ stage, params: { prod: {}, [stage]: {} } })).toEqual([]);
});

test('one wrong letter in the name of a setting never passes, and the name is suggested', () => {
  const misspelt = fc
    .record({
      name: fc.constantFrom(...NAMES),
      at: fc.nat(),
      how: fc.constantFrom('drop', 'double', 'swap', 'replace'),
    })
    .map(({ name, at, how }) => ({ name, given: misspell(name, at % (name.length - 1), how) }))
    .filter(({ given }) => !NAMES.includes(given));
  fc.assert(
    fc.property(misspelt, ({ name, given }) => {
      const found = problems({ options: [`${given}=plan`] });
      expect(found).toEqual([
        `--param ${given}: there is no setting "${given}"; did you mean ${name}?`,
      ]);
    }),
  );
});

function misspell(name: string, at: number, how: string): string {
  const [here = '', next = ''] = [name[at], name[at + 1]];
  const middle = { drop: next, double: here + here + next, swap: next + here }[how] ?? `x${next}`;
  return name.slice(0, at) + middle + name.slice(at + 2);
}
