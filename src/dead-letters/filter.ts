import * as z from 'zod/mini';
import { isChannelArn } from '../ivs/arn.ts';
import { InputError } from '../platform/errors.ts';
import { isoTimeSchema } from '../platform/page-tokens.ts';
import { type DeadLetter, letterFunction } from './letter.ts';

/** Which letters are meant. Each member that is given must fit. */
export interface LetterFilter {
  /** A part of the reason, in any case. */
  reason?: string | undefined;
  channelArn?: string | undefined;
  /** A function, by its name in serverless.yml. */
  functionName?: string | undefined;
  /** The period in which the letters died, ISO 8601 in UTC with milliseconds. */
  since?: string | undefined;
  until?: string | undefined;
}

const text = z.string().check(z.minLength(1), z.maxLength(400));
const time = z.optional(isoTimeSchema);

export const letterFilterSchema = z.strictObject({
  reason: z.optional(text),
  channelArn: z.optional(z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel'))),
  functionName: z.optional(text),
  since: time,
  until: time,
});

/** @throws InputError if the period ends before it begins */
export function checkPeriod({ since, until }: LetterFilter): void {
  if (since === undefined || until === undefined || since <= until) return;
  throw new InputError('until', `a time after since (${since})`, until);
}

/** Whether a letter is meant. The period is checked by whoever reads the letters. */
export function fits(
  letter: DeadLetter,
  { reason, channelArn, functionName }: LetterFilter,
): boolean {
  return (
    (reason === undefined || letter.reason.toLowerCase().includes(reason.toLowerCase())) &&
    (channelArn === undefined || letter.channelArn === channelArn) &&
    (functionName === undefined || letterFunction(letter) === functionName)
  );
}
