import { expect, test } from 'vitest';
import { SETTINGS } from '../../src/settings/catalog.ts';
import { cleanupMaxShare, cleanupMode } from '../../src/settings/cleanup.ts';
import { metadataDefaultTtl } from '../../src/settings/metadata.ts';
import { keySecrets, rotationEndGrace } from '../../src/settings/rotation.ts';
import { retentionDays } from '../../src/settings/sessions.ts';
import {
  accepts,
  readChoice,
  readDuration,
  readNumber,
  readText,
} from '../../src/settings/setting.ts';

test.each(SETTINGS)('the default of $param is a value that it accepts', (setting) => {
  expect(accepts(setting, setting.default)).toBe(true);
  expect(accepts(setting, setting.local ?? setting.default)).toBe(true);
});

test('a param and its variable have the same name', () => {
  const named = SETTINGS.filter(({ variable, param }) => variable && param !== 'logLevel');
  for (const { param, variable } of named) {
    expect(param.replace(/[A-Z]/g, '_$&').toUpperCase()).toBe(variable);
  }
});

test('an absent or empty variable has the default', () => {
  expect(readChoice({}, cleanupMode)).toBe('apply');
  expect(readNumber({ RETENTION_DAYS: '' }, retentionDays)).toBe(90);
  expect(readDuration({}, rotationEndGrace)).toBe(300_000);
  expect(readText({}, keySecrets)).toBeUndefined();
});

test('a value is read', () => {
  expect(readChoice({ CLEANUP_MODE: 'plan' }, cleanupMode)).toBe('plan');
  expect(readNumber({ CLEANUP_MAX_SHARE: '0.5' }, cleanupMaxShare)).toBe(0.5);
  expect(readDuration({ ROTATION_END_GRACE: 'none' }, rotationEndGrace)).toBe(0);
  expect(readDuration({ METADATA_DEFAULT_TTL: '6h' }, metadataDefaultTtl)).toBe(21_600_000);
  expect(readText({ KEY_SECRETS: 'a/{channelId}' }, keySecrets)).toBe('a/{channelId}');
});

test.each([
  [() => readChoice({ CLEANUP_MODE: 'plann' }, cleanupMode), 'CLEANUP_MODE'],
  [() => readNumber({ RETENTION_DAYS: '0' }, retentionDays), 'RETENTION_DAYS'],
  [() => readNumber({ RETENTION_DAYS: '1.5' }, retentionDays), 'RETENTION_DAYS'],
  [() => readNumber({ RETENTION_DAYS: 'ninety' }, retentionDays), 'RETENTION_DAYS'],
  [() => readNumber({ CLEANUP_MAX_SHARE: '20%' }, cleanupMaxShare), 'CLEANUP_MAX_SHARE'],
  [() => readDuration({ METADATA_DEFAULT_TTL: '7h' }, metadataDefaultTtl), 'METADATA_DEFAULT_TTL'],
  [
    () => readDuration({ METADATA_DEFAULT_TTL: 'none' }, metadataDefaultTtl),
    'METADATA_DEFAULT_TTL',
  ],
  [() => readText({ KEY_SECRETS: '{channelId}' }, keySecrets), 'KEY_SECRETS'],
])(
  'a value that a setting does not accept is an error that names the variable: %s %s',
  (read, variable) => {
    expect(read).toThrow(variable);
    expect(read).toThrow('expected');
  },
);
