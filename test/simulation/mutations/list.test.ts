import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MUTATIONS } from './list.mjs';

test.each(MUTATIONS)('the text that "$name" replaces is in $file once', ({ file, before }) => {
  expect(readFileSync(file, 'utf8').split(before)).toHaveLength(2);
});
