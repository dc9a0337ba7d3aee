import type { Context } from 'aws-lambda';

/** What a program that invokes a function says of itself, in the client context of the invocation. */
export interface SaidCaller {
  /** For example `alice@laptop`. */
  caller: string;
  /** The program: `CLI`. */
  program: string;
}

/** The caller of a function to which nobody said who it is. */
export const UNKNOWN_CALLER = 'not known';
const LONGEST = 128;
/** Printable ASCII. Everything else could mislead the reader of an audit. */
const UNPRINTABLE = /[^\x20-\x7e]/g;

/**
 * Who invoked a function, for the audit. Lambda knows only users of Amazon Cognito; of all others, what the calling program says of
 * itself is marked as such, because anybody who may invoke the function can say anything.
 */
export function callerOf({ identity, clientContext }: Partial<Context>): string {
  const { cognitoIdentityId: cognitoId } = identity ?? {};
  if (cognitoId) return `the Cognito identity ${printable(cognitoId)}`;
  const { caller, program } = saidIn(clientContext);
  if (typeof caller !== 'string' || caller === '') return UNKNOWN_CALLER;
  return `said by the ${typeof program === 'string' ? printable(program) : 'caller'}: ${printable(caller)}`;
}

/** Lambda passes the JSON of the header on. SDKs for mobile devices write `custom`; Node.js's type says `Custom`. */
function saidIn(clientContext: unknown): Partial<Record<keyof SaidCaller, unknown>> {
  const { custom, Custom } = Object(clientContext) as Record<string, unknown>;
  return Object(custom ?? Custom) as Partial<Record<keyof SaidCaller, unknown>>;
}

const printable = (text: string): string => text.slice(0, LONGEST).replace(UNPRINTABLE, '?');
