import { stripVTControlCharacters } from 'node:util';

/** Lines of a failed step that are printed at most. */
const MOST_LINES = 250;
/** Lines that are printed of a step that failed outside of its tests: of a program that could not be started. */
const LAST_LINES = 40;

/** vitest begins the list of what failed with one of these, and ends it with the counts of files. */
const SECTION = /^⎯+ (Failed Suites|Failed Tests|Unhandled Errors|Unhandled Rejection)\b/;
const COUNTS = /^\s*Test Files\s/;
const NAME = /^ FAIL {2}/;
/** Lines of source code around the place of an error. */
const SOURCE = /^\s*\d*\|/;
const RULE = /^⎯+(\[\d+\/\d+\]⎯)?$/;

/** What failed in a step: the names, messages and places of its failed tests, or the end of its log. */
export function failuresIn(log: string): string[] {
  const lines = stripVTControlCharacters(log).split('\n');
  const failed = withoutGaps(failedTests(lines));
  if (failed.length === 0) return lines.filter(isVisible).slice(-LAST_LINES);
  if (failed.length <= MOST_LINES) return failed;
  return [...failed.slice(0, MOST_LINES), `… and ${failed.length - MOST_LINES} more lines`];
}

/** The names of the failed tests and files of a step, each once. */
export function failedNames(log: string): string[] {
  const lines = stripVTControlCharacters(log).split('\n');
  return [...new Set(lines.filter((line) => NAME.test(line)).map((line) => line.trim()))];
}

function failedTests(lines: readonly string[]): string[] {
  let inside = false;
  return lines.filter((line) => {
    if (SECTION.test(line)) inside = true;
    if (COUNTS.test(line)) inside = false;
    return inside && !SOURCE.test(line) && !RULE.test(line);
  });
}

function withoutGaps(lines: readonly string[]): string[] {
  return lines.filter((line, index) => isVisible(line) || isVisible(lines[index - 1] ?? ''));
}

function isVisible(line: string): boolean {
  return line.trim() !== '';
}
