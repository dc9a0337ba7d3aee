import { expect, test } from 'vitest';
import { readOptions } from '../../src/acceptance/options.ts';
import { planLines, question } from '../../src/acceptance/plan.ts';

const AWS = ['--stage', 'dev', '--region', 'us-west-2'];

test('the target is the stack, or a stage with its region', () => {
  expect(readOptions(['--local'])).toEqual({
    target: { kind: 'local' },
    yes: false,
    dryRun: false,
  });
  expect(readOptions([...AWS, '--profile', 'video', '--yes', '--dry-run'])).toEqual({
    target: { kind: 'aws', stage: 'dev', region: 'us-west-2', profile: 'video' },
    ...{ yes: true, dryRun: true },
  });
});

test.each([
  [[], '--stage: expected the name of a stage, or --local'],
  [['--stage', 'dev'], '--region: expected the region of stage dev'],
  [['--local', '--stage', 'dev'], '--stage: cannot be used together with --local'],
  [['--stag', 'dev'], "Unknown option '--stag'"],
])('%j is refused: %s', (args, problem) => {
  expect(() => readOptions(args)).toThrow(problem);
});

test('the plan names what will be created, and on AWS what it may cost', () => {
  const { target } = readOptions(AWS);
  const lines = planLines(target).join('\n');
  expect(lines).toContain('stage dev in us-west-2, on AWS');
  expect(lines).toContain('2 channels of type BASIC: ivs-autopilot-acceptance-<id>-deleted');
  expect(lines).toContain('over RTMPS');
  expect(lines).toContain('It costs about $0.03 for IVS');
  expect(planLines({ kind: 'local' }).join('\n')).not.toMatch(/costs|RTMPS/);
  if (target.kind === 'aws') expect(question(target)).toContain('Create 2 channels in us-west-2');
});
