import { describe, expect, test } from 'vitest';
import { failedNames, failuresIn } from '../../scripts/ci/failures.ts';

/** As vitest prints it, with colours. */
const LOG = `
\x1b[1m RUN \x1b[22m v4.1.12 /work

 ✓ |unit| test/a.test.ts (3 tests) 12ms
 ❯ |unit| test/b.test.ts (2 tests | 1 failed) 9ms
   × a sum 9ms

⎯⎯⎯⎯⎯⎯ \x1b[41mFailed Suites 1\x1b[49m ⎯⎯⎯⎯⎯⎯⎯

\x1b[31m FAIL \x1b[39m unit  test/c.test.ts [ test/c.test.ts ]
Error: Cannot find package 'nope'
 ❯ test/c.test.ts:1:1
    1| import 'nope'
     | ^

⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/2]⎯


⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  unit  test/b.test.ts > a sum
AssertionError: expected 3 to be 4
 ❯ test/b.test.ts:2:37
    2|   expect(1 + 2).toBe(4);

⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[2/2]⎯

⎯⎯⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯⎯⎯

⎯⎯⎯⎯ Unhandled Rejection ⎯⎯⎯⎯⎯
Error: loose
⎯⎯⎯⎯⎯⎯⎯⎯⎯

 Test Files  2 failed | 1 passed (3)
      Tests  1 failed | 4 passed (5)

4 passed, 3 failed
`;

describe('what `.ci/run` prints of a failed step', () => {
  test('the names, messages and places of failed tests are printed, and nothing else', () => {
    expect(failuresIn(LOG).filter((line) => line !== '')).toEqual([
      '⎯⎯⎯⎯⎯⎯ Failed Suites 1 ⎯⎯⎯⎯⎯⎯⎯',
      ' FAIL  unit  test/c.test.ts [ test/c.test.ts ]',
      "Error: Cannot find package 'nope'",
      ' ❯ test/c.test.ts:1:1',
      '⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯',
      ' FAIL  unit  test/b.test.ts > a sum',
      'AssertionError: expected 3 to be 4',
      ' ❯ test/b.test.ts:2:37',
      '⎯⎯⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯⎯⎯',
      '⎯⎯⎯⎯ Unhandled Rejection ⎯⎯⎯⎯⎯',
      'Error: loose',
    ]);
  });

  test('the names of failed tests and files are printed again, each once', () => {
    expect(failedNames(LOG + LOG)).toEqual([
      'FAIL  unit  test/c.test.ts [ test/c.test.ts ]',
      'FAIL  unit  test/b.test.ts > a sum',
    ]);
    expect(failedNames('npm error: no program')).toEqual([]);
  });

  test('the end of the log is printed when a step failed outside of its tests', () => {
    const log = [...Array(100).keys()].map((number) => `line ${number}\n\n`).join('');
    const printed = failuresIn(log);
    expect(printed).toHaveLength(40);
    expect(printed.at(-1)).toBe('line 99');
  });

  test('a long list of failures is cut, and says by how much', () => {
    const log = `⎯⎯ Failed Tests 300 ⎯⎯\n${'a failure\n'.repeat(300)} Test Files  1 failed`;
    const printed = failuresIn(log);
    expect(printed).toHaveLength(251);
    expect(printed.at(-1)).toBe('… and 51 more lines');
  });

  test('a counter in the output of a program is no failure', () => {
    expect(failuresIn('1 passed, 0 failed')).toEqual(['1 passed, 0 failed']);
  });
});
