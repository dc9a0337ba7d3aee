import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/docs/pages.ts';
import { InputError } from '../../src/platform/errors.ts';

/** Rooms whose code is not in the bundles of handlers. */
const NOT_BUNDLED = /^(acceptance|cli|console|http|local|simulator|player|publisher)\//;

test('every class of errors in a bundle has a name that minifying does not change', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !NOT_BUNDLED.test(file));
  const classes = sources.flatMap((file) => {
    const text = readFileSync(join(ROOT, 'src', file), 'utf8');
    return [...text.matchAll(/class (\w+) extends Error \{\n(.*)\n(.*)\n/g)];
  });
  expect(classes.length).toBeGreaterThan(5);
  for (const [, name, first = '', second = ''] of classes) {
    const ofClass = /^ {2}static override readonly name = ('\w+');$/.exec(first)?.[1];
    expect(ofClass, `static name of ${name}`).toBeDefined();
    expect(second).toBe(`  override readonly name = ${ofClass};`);
  }
});

test('an error and its class have the same name', () => {
  const error = new InputError('field', 'a number', 'x');
  expect([error.name, error.constructor.name]).toEqual(['InputError', 'InputError']);
});
