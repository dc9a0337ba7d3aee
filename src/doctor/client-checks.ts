import type { DoctorAnswer } from './answer.ts';
import { type Check, failed, passed } from './check.ts';

/** AWS refuses a signature whose time is wrong by 5 minutes. Long before that, times in tables mislead. */
const SKEW_MS = 30_000;

/** What only the machine of the operator knows. */
export interface Client {
  /** The version of the command line. */
  version: string;
  /** When the request was sent and when the answer came, ms since the epoch. */
  sentAt: number;
  receivedAt: number;
}

/** The clock of this machine, and the version of this command line, against those of the stage. */
export function clientChecks(answer: DoctorAnswer, client: Client): Check[] {
  return [clockCheck(answer, client), versionCheck(answer, client)];
}

function clockCheck({ at }: DoctorAnswer, { sentAt, receivedAt }: Client): Check {
  const theirs = Date.parse(at);
  const skew = theirs < sentAt ? theirs - sentAt : Math.max(0, theirs - receivedAt);
  if (Math.abs(skew) <= SKEW_MS) return passed('this clock', 'agrees with AWS');
  const found = `${Math.round(Math.abs(skew) / 1_000)} s ${skew > 0 ? 'behind' : 'ahead of'} AWS`;
  return failed('this clock', found, 'Set the clock of this machine, for example with NTP.');
}

function versionCheck({ version, stage }: DoctorAnswer, client: Client): Check {
  if (version === client.version) return passed('this program', version);
  const found = `version ${client.version}, stage ${stage} has ${version}`;
  const todo = `Deploy this version (npx serverless deploy --stage ${stage}), or use the program of ${version}.`;
  return failed('this program', found, todo);
}
