import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../../src/settings/catalog.ts';

const service = parse(await readFile('serverless.yml', 'utf8'));
const { default: defaults, local } = service.params as Record<string, Record<string, unknown>>;

test('serverless.yml has exactly the settings of the catalog, with their defaults', () => {
  const expected = SETTINGS.map((setting) => [setting.param, setting.default]);
  const found = Object.entries(defaults ?? {}).map(([param, value]) => [param, String(value)]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

test('stage local has exactly the values that the catalog gives for it', () => {
  const expected = SETTINGS.flatMap(({ param, local: value }) => (value ? [[param, value]] : []));
  expect(local).toEqual(Object.fromEntries(expected));
});

test('every function gets a setting under the variable that the catalog names', () => {
  const variables = new Map(SETTINGS.map(({ param, variable }) => [param, variable]));
  const environments = [service.provider, ...Object.values(service.functions)].flatMap(
    (owner: { environment?: Record<string, unknown> }) => Object.entries(owner.environment ?? {}),
  );
  const used = environments.flatMap(([variable, value]) => {
    const [, param] = /^\$\{param:(\w+)\}$/.exec(String(value)) ?? [];
    return param === undefined ? [] : [{ param, variable }];
  });
  expect(used.filter(({ param, variable }) => variables.get(param) !== variable)).toEqual([]);
  const unused = SETTINGS.filter(({ param, variable }) => {
    return variable !== undefined && !used.some((one) => one.param === param);
  });
  expect(unused).toEqual([]);
});
