import { JsonError, parseJson } from '../../http/json.ts';
import { AwsError, isJsonObject, serializationError } from '../aws-json.ts';
import type { Buses } from './bus.ts';
import { type PutEventsEntry, readEntry } from './read-entries.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;
/** "The total entry size must be less than 1MB": same page. */
const MAX_BYTES = 1_048_576;
/** The size of a `Time`: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const TIME_BYTES = 14;
/** ISO 8601 has four digits for a year, ms since the epoch. */
const END_OF_TIME = Date.UTC(10_000, 0);

export type PutEventsResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

const validationError = (message: string) => new AwsError('ValidationException', message);

/**
 * Puts entries on their buses, in order. An entry that is wrong has an error in the response, and the
 * others are put.
 *
 * @param now the time of entries without `Time`, ms since the epoch
 * @throws AwsError ValidationException if there are no entries, too many, or too large ones
 */
export function putEvents(
  buses: Buses,
  entries: unknown,
  now: number,
): { FailedEntryCount: number; Entries: PutEventsResult[] } {
  const Entries = readEntries(entries).map((entry) => put(buses, entry, now));
  return { FailedEntryCount: Entries.filter((result) => 'ErrorCode' in result).length, Entries };
}

function readEntries(list: unknown): PutEventsEntry[] {
  if (list === undefined || list === null)
    throw validationError(constraint(list, 'Member must not be null'));
  if (!Array.isArray(list)) throw serializationError('Entries: expected a list');
  const entries = list.map(readEntry);
  const length = entries.length;
  if (length < 1 || length > MAX_ENTRIES) {
    const edge = length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`;
    throw validationError(constraint(entries, `Member must have length ${edge}`));
  }
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes <= MAX_BYTES) return entries;
  throw validationError('Total size of the entries in the request is over the limit.');
}

function constraint(value: unknown, rule: string): string {
  const shown = Array.isArray(value) ? `[${value.length} entries]` : String(value);
  return `1 validation error detected: Value '${shown}' at 'entries' failed to satisfy constraint: ${rule}`;
}

function sizeOf({
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
  Time,
}: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources].map((text) => Buffer.byteLength(text));
  return texts.reduce((sum, bytes) => sum + bytes, Time === undefined ? 0 : TIME_BYTES);
}

function put(buses: Buses, entry: PutEventsEntry, now: number): PutEventsResult {
  const { Source, DetailType, Detail, Resources = [], Time, EventBusName = 'default' } = entry;
  if (!Source) return required('Source');
  if (!DetailType) return required('DetailType');
  if (!Detail) return required('Detail');
  if (Source.startsWith('aws.')) {
    return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const bus = buses.find(EventBusName);
  if (bus === undefined)
    return failed('ResourceNotFoundException', `Event bus ${EventBusName} does not exist.`);
  const detail = parseDetail(Detail);
  if (!detail) return failed('MalformedDetail', 'Detail is malformed.');
  const at = Time === undefined ? now : timeOf(Time);
  if (!(at >= 0 && at < END_OF_TIME))
    return failed('InvalidArgument', 'Parameter Time is not valid.');
  const content = { source: Source, detailType: DetailType, at, resources: Resources, detail };
  return { EventId: buses.putNew(bus, content).id };
}

const timeOf = (time: number | string): number =>
  typeof time === 'number' ? time * 1_000 : Date.parse(time);

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    const detail = parseJson(text);
    return isJsonObject(detail) ? detail : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

const failed = (ErrorCode: string, ErrorMessage: string): PutEventsResult => ({
  ErrorCode,
  ErrorMessage,
});
const required = (name: string): PutEventsResult =>
  failed(
    'InvalidArgument',
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  );
