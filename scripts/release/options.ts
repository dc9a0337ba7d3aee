import { parseArgs } from 'node:util';

export interface ReleaseOptions {
  /** `major`, `minor`, `patch` or a version. */
  wanted: string;
  /** Checks and says what would be done; changes nothing and runs no tests. */
  dryRun: boolean;
  /** The command that must pass before anything is changed. */
  tests: string;
}

export const USAGE = `npm run release -- <patch|minor|major|version> [--dry-run] [--tests '<command>']

Makes a release on this machine: tests, version, changelog, packages, bills of materials, checksums, commit and tag.
It pushes nothing and publishes nothing.

  --dry-run            checks, says what would be done, and changes nothing
  --tests '<command>'  what must pass before (default: bash .ci/run)`;

/** @throws Error for an unknown option, or without a version */
export function readOptions(args: string[]): ReleaseOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      tests: { type: 'string', default: 'bash .ci/run' },
    },
  });
  const [wanted, ...others] = positionals;
  if (wanted === undefined || others.length > 0)
    throw new Error(`version: expected patch, minor, major or a version\n\n${USAGE}`);
  return { wanted, dryRun: values['dry-run'], tests: values.tests };
}
