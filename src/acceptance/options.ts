import { parseArgs } from 'node:util';

/** Where the story is played. */
export type Target =
  | { kind: 'local' }
  | { kind: 'aws'; stage: string; region: string; profile?: string };

export interface AcceptanceOptions {
  target: Target;
  /** Do not ask before an AWS account is touched. */
  yes: boolean;
  /** Print what would be done, and do nothing. */
  dryRun: boolean;
}

const OPTIONS = {
  local: { type: 'boolean', default: false },
  stage: { type: 'string' },
  region: { type: 'string' },
  profile: { type: 'string' },
  yes: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

export const USAGE = `npm run acceptance -- --local
npm run acceptance -- --stage <name> --region <name> [--profile <name>] [--yes]
Both take --dry-run, which prints what would be done.`;

/** @throws Error that says what was expected */
export function readOptions(args: string[]): AcceptanceOptions {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { local, stage, region, profile, yes, 'dry-run': dryRun } = values;
  if (local) {
    const other = (['stage', 'region', 'profile'] as const).find((name) => values[name]);
    if (other) throw new Error(`--${other}: cannot be used together with --local`);
    return { target: { kind: 'local' }, yes, dryRun };
  }
  // Neither has a default: a channel must not appear in an account or region by accident.
  if (!stage) throw new Error(`--stage: expected the name of a stage, or --local\n${USAGE}`);
  if (!region) throw new Error(`--region: expected the region of stage ${stage}\n${USAGE}`);
  const target = { kind: 'aws' as const, stage, region, ...(profile && { profile }) };
  return { target, yes, dryRun };
}
