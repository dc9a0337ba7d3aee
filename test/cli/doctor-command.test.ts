import { expect, test } from 'vitest';
import { version } from '../../package.json';
import { addDoctorCommand } from '../../src/cli/doctor-command.ts';
import type { DoctorAnswer } from '../../src/doctor/answer.ts';
import { runCommands } from '../support/cli.ts';

const RIGHT = { check: 'functions', ok: true, found: 'all 13' };
const WRONG = {
  ...{ check: 'rules', ok: false, found: 'ivs-autopilot-prod-markChannel is disabled' },
  todo: 'Enable it: aws events enable-rule --name ivs-autopilot-prod-markChannel',
};
const answer = (...checks: DoctorAnswer['checks']): DoctorAnswer => ({
  ...{ at: '2026-11-21T12:00:00.000Z', stage: 'prod', region: 'us-west-2', version },
  ...{ tagPrefix: 'autopilot', modes: {}, checks },
});
const doctor = (given: DoctorAnswer, args: string[] = [], more = {}) =>
  runCommands(addDoctorCommand, ['doctor', ...args], () => given, more);

test('doctor lists each check with a tick, and ends well', async () => {
  const { printed, invoked } = await doctor(answer(RIGHT));
  expect(invoked).toEqual([{ functionName: 'doctor', payload: {} }]);
  expect(printed).toBe(
    [
      `stage prod in us-west-2, version ${version}`,
      '',
      '   CHECK         FOUND',
      '✓  functions     all 13',
      '✓  this clock    agrees with AWS',
      `✓  this program  ${version}`,
      '',
    ].join('\n'),
  );
});

test('a check that fails has a cross and what to do, within 80 columns, and the command fails', async () => {
  const lines: string[] = [];
  const print = async (text: string) => void lines.push(...text.split('\n'));
  const run = doctor(answer(RIGHT, WRONG), [], { print, width: 80 });
  await expect(run).rejects.toThrow('1 check failed');
  expect(lines).toContain('✗  rules         ivs-autopilot-prod-markChannel is disabled');
  expect(lines.join('\n')).toContain('→ Enable it: aws events enable-rule');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('--skip leaves out checks that are known to fail', async () => {
  const { printed } = await doctor(answer(RIGHT, WRONG), ['--skip', 'rules,this clock']);
  expect(printed).not.toMatch(/rules|this clock/);
  await expect(doctor(answer(RIGHT), ['--skip', 'rule'])).rejects.toThrow(
    '--skip: expected names of functions, this clock, this program, received "rule"',
  );
});

test('--json prints the answer with all checks, and the command fails all the same', async () => {
  const lines: string[] = [];
  const print = async (text: string) => void lines.push(text);
  const run = doctor(answer(WRONG), [], { print, json: true });
  await expect(run).rejects.toThrow('1 check failed');
  expect(JSON.parse(lines.join('\n'))).toMatchObject({
    stage: 'prod',
    checks: [WRONG, { check: 'this clock' }, { check: 'this program' }],
  });
});
