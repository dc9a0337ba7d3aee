import { expect, test } from 'vitest';
import { type Deployment, forgottenLine, summaryLine } from '../../src/settings/summary.ts';

const DEPLOYMENT: Deployment = {
  ...{ service: 'ivs-autopilot', stage: 'prod', region: 'eu-west-1', options: [], files: [] },
  environment: { CLEANUP_MODE: 'apply', ROTATION_MODE: 'off', TAG_PREFIX: 'night' },
};

test('one line says what a deployment will do, and where its settings are from', () => {
  expect(summaryLine(DEPLOYMENT)).toBe(
    'ivs-autopilot, stage prod, eu-west-1: cleanup apply (deletes channels), rotation off (does nothing), tags night:…; settings from serverless.yml',
  );
  const environment = { CLEANUP_MODE: 'plan', ROTATION_MODE: 'plan' };
  const files = [{ name: 'prod.yml' }, { name: 'dev.yml' }];
  const options = ['cleanupMode=plan'];
  expect(summaryLine({ ...DEPLOYMENT, environment, files, options })).toBe(
    'ivs-autopilot, stage prod, eu-west-1: cleanup plan (only reports what it would delete), rotation plan (only reports what it would replace), tags autopilot:…; settings from --param, stages/prod.yml, serverless.yml',
  );
  expect(summaryLine({ ...DEPLOYMENT, files, package: '.serverless' })).toMatch(
    /; settings from the package \.serverless$/,
  );
});

test('a deployment with --param reminds that the next one does not know it', () => {
  expect(forgottenLine(DEPLOYMENT)).toBeUndefined();
  const options = ['cleanupMode=plan', 'rotationMode=plan', 'cleanupMode=plan'];
  expect(forgottenLine({ ...DEPLOYMENT, options })).toBe(
    '--param is for this deployment only (cleanupMode, rotationMode): put settings that should last into stages/prod.yml',
  );
});
