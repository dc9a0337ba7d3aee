import { describe, expect, test } from 'vitest';
import { bundledIn } from '../../scripts/release/artifacts.ts';
import { changesIn, dated, unreleased } from '../../scripts/release/changelog.ts';
import { problemsOf, type State, withVersion } from '../../scripts/release/checks.ts';
import { nextSteps } from '../../scripts/release/next-steps.ts';
import { readOptions } from '../../scripts/release/options.ts';
import { nextVersion } from '../../scripts/release/version.ts';

const CHANGELOG = `# Changelog

Text.

## [Unreleased]

### Added

- A new command.

## [0.1.0] - 2026-11-21

- The beginning.
`;

describe('the version of a release', () => {
  test.each([
    ['patch', '1.2.4'],
    ['minor', '1.3.0'],
    ['major', '2.0.0'],
    ['1.2.10', '1.2.10'],
    ['10.0.0', '10.0.0'],
  ])('after 1.2.3, %s is %s', (wanted, next) => {
    expect(nextVersion('1.2.3', wanted)).toBe(next);
  });

  test.each(['1.2.3', '1.2.2', '0.9.9', '1.1.9'])('%s is not above 1.2.3', (wanted) => {
    expect(() => nextVersion('1.2.3', wanted)).toThrow(
      `version: expected one above 1.2.3, received "${wanted}"`,
    );
  });

  test.each(['1.2', 'v1.2.4', '1.2.4-beta.1', '01.2.4', 'latest', ''])(
    '"%s" is no version of a release',
    (wanted) => {
      expect(() => nextVersion('1.2.3', wanted)).toThrow(/^version: expected major, minor, patch/);
    },
  );

  test('the command line needs one version, and refuses an unknown option', () => {
    expect(readOptions(['minor', '--dry-run'])).toEqual({
      wanted: 'minor',
      dryRun: true,
      tests: 'bash .ci/run',
    });
    expect(() => readOptions([])).toThrow('version: expected');
    expect(() => readOptions(['1.0.0', '2.0.0'])).toThrow('version: expected');
    expect(() => readOptions(['minor', '--force'])).toThrow('--force');
  });
});

describe('the changelog of a release', () => {
  test('the unreleased section gets version and date, and an empty one stays', () => {
    expect(dated(CHANGELOG, '0.2.0', '2026-11-28')).toBe(
      CHANGELOG.replace('## [Unreleased]', '## [Unreleased]\n\n## [0.2.0] - 2026-11-28'),
    );
  });

  test('the first release of all is the last section', () => {
    const [first = ''] = CHANGELOG.split('\n## [0.1.0]');
    const made = dated(first, '0.1.0', '2026-11-28');
    expect(made).toMatch(
      /## \[Unreleased\]\n\n## \[0\.1\.0\] - 2026-11-28\n\n### Added\n\n- .*\n$/,
    );
    expect(unreleased(made)).toBe('');
  });

  test('what a version has changed is read without its heading', () => {
    const made = dated(CHANGELOG, '0.2.0', '2026-11-28');
    expect(changesIn(made, '0.2.0')).toBe('### Added\n\n- A new command.');
    expect(changesIn(made, '0.1.0')).toBe('- The beginning.');
    expect(() => changesIn(made, '0.3.0')).toThrow('expected a section "## [0.3.0] "');
  });

  test('a changelog without an unreleased section is an error', () => {
    expect(() => unreleased('# Changelog\n')).toThrow('CHANGELOG.md: expected a section');
  });
});

describe('what prevents a release', () => {
  const READY: State = {
    branch: 'main',
    status: '',
    tags: ['v0.1.0'],
    changelog: CHANGELOG,
    lock: '{"version":"0.1.0","packages":{"":{"version":"0.1.0"}}}',
    version: '0.1.0',
    next: '0.2.0',
  };

  test('nothing prevents it on a clean main with entries in the changelog', () => {
    expect(problemsOf(READY)).toEqual([]);
  });

  test.each<[string, Partial<State>, string]>([
    ['another branch', { branch: 'idea' }, 'branch: expected main, received idea'],
    [
      'a change in the working tree',
      { status: ' M README.md' },
      'working tree: expected no changes',
    ],
    ['a tag of that version', { tags: ['v0.1.0', 'v0.2.0'] }, 'tag: v0.2.0 exists already'],
    [
      'a changelog without entries',
      { changelog: CHANGELOG.replace('- A new command.', '') },
      'CHANGELOG.md: expected entries',
    ],
    [
      'a registry in the lock file',
      {
        lock: '{"version":"0.1.0","packages":{"a":{"resolved": "https://registry.example/a.tgz"}}}',
      },
      'package-lock.json: expected no host of a registry',
    ],
    [
      'a lock file of another version',
      { lock: '{"version":"0.0.9"}' },
      'package-lock.json: expected version 0.1.0, received 0.0.9',
    ],
  ])('%s prevents a release', (_what, changed, problem) => {
    expect(problemsOf({ ...READY, ...changed })).toEqual([expect.stringContaining(problem)]);
  });

  test('all reasons are told at once', () => {
    expect(problemsOf({ ...READY, branch: 'idea', status: '?? a' })).toHaveLength(2);
  });
});

test('a new version changes the project’s versions in the lock file, and no dependency’s', () => {
  const lock = {
    version: '1.0.0',
    packages: { '': { version: '1.0.0' }, a: { version: '1.0.0' } },
  };
  expect(JSON.parse(withVersion(JSON.stringify(lock), '1.1.0'))).toEqual({
    version: '1.1.0',
    packages: { '': { version: '1.1.0' }, a: { version: '1.0.0' } },
  });
});

test('the packages in a file of licenses are read with their versions', () => {
  const rule = '-'.repeat(80);
  const text = `x contains:\n\n${rule}\n\nzod 4.6.7 (MIT)\n\nText\n\n${rule}\n\n@a/b 1.0.0 (MIT)\n`;
  expect(bundledIn(text)).toEqual(['zod@4.6.7', '@a/b@1.0.0']);
});

test('while the package is private, the next steps say that nothing can be published', () => {
  const folder = '.build/release/1.0.0';
  const made = { version: '1.0.0', folder, packages: ['ivs-autopilot-1.0.0.tgz'] };
  expect(nextSteps({ ...made, isPrivate: true }).join('\n')).toContain('Nothing can be published');
  expect(nextSteps({ ...made, isPrivate: true }).join('\n')).not.toContain('npm publish');
  expect(nextSteps({ ...made, isPrivate: false }).join('\n')).toContain(
    'npm publish .build/release/1.0.0/ivs-autopilot-1.0.0.tgz',
  );
});
