import type { BatchError } from '@aws-sdk/client-ivs';
import { errorName } from '../platform/errors.ts';
import type { Page } from './api.ts';

/** How BatchGetChannel says that a channel does not exist. AWS does not document the codes. */
const NOT_FOUND_TEXT = /not.?found|does not exist|\b404\b/i;

/** The ARN is taken out of the message first: its account or id may hold these characters by chance. */
export function isNotFound({ arn = '', code, message = '' }: BatchError): boolean {
  return NOT_FOUND_TEXT.test(`${code} ${arn ? message.replaceAll(arn, '') : message}`);
}

/** @returns undefined if the service answered with one of these errors */
export async function undefinedOn<T>(
  names: Set<string>,
  send: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    if (names.has(errorName(error))) return undefined;
    throw error;
  }
}

export function pageOf<T>(items: T[] = [], nextToken?: string): Page<T> {
  return { items, ...(nextToken && { nextToken }) };
}
