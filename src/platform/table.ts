import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The client of DynamoDB, as far as stores use it. */
export type DocumentClient = Pick<DynamoDBDocumentClient, 'send'>;

/** The DynamoDB table with its client. Only stores use it. */
export interface Table {
  name: string;
  documents: DocumentClient;
}

/** A client that takes items as plain objects. A member that is undefined is not stored. */
export const documentClient = (client: DynamoDBClient): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

/**
 * The keys of the table's items.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | session summary | `CHANNEL#<channel ARN>` | `SESSION#<stream id>` |
 * | details of a finalized session | `CHANNEL#<channel ARN>` | `DETAILS#<stream id>` |
 * | viewer counts of a session | `CHANNEL#<channel ARN>` | `VIEWERS#<stream id>` |
 * | viewers of the account on a day; where counting was interrupted | `VIEWERS` | `<day>` |
 * | event | `CHANNEL#<channel ARN>`, or `ACCOUNT` for account-wide ones | `EVENT#<stream id or ->#<time>#<event id>` |
 * | channel record (the state of cleanup and rotation) | `CHANNEL#<channel ARN>` | `CHANNEL` |
 * | backlog of a channel's queued metadata | `CHANNEL#<channel ARN>` | `METADATA` |
 * | who may send how much metadata | `METADATA_RATE` | `METADATA_RATE` |
 * | sticky metadata of a channel | `STICKY` | `<channel ARN>` |
 * | audit record | `CHANNEL#<channel ARN>` | `AUDIT#<time>#<action>` |
 * | revocation of a channel's stream key | `REVOCATION` | `<channel ARN>` |
 * | lease; relay of a function that invokes its own successor | `LEASE#<name>` | `LEASE` |
 * | number of channels of the account | `CHANNEL_COUNT` | `CHANNEL_COUNT` |
 * | number of deletions, or of rotations, in a rolling window | `CHANGES` | `deletions`; `rotations` |
 * | stop of cleanup; approved set; part of a set's members | `CLEANUP` | `STOP`; `APPROVED#<id>`; `SET#<id>#<part>` |
 * | which version of the code has written the table | `TABLE` | `MARK` |
 * | last run of a scheduled function that ended well | `TICKS` | `<name of the function>` |
 * | open dead letter; one that has ended | `DEAD_LETTERS`; `DEAD_LETTERS_ENDED` | `<time>#<sequence number>#<letter id>` |
 * | where a dead letter is; part of its body; how a retry ended | `DEAD_LETTER#<letter id>` | `LETTER`; `BODY#<part>`; `OUTCOME#<attempt>#<part>` |
 * | how the last metadata messages of a channel ended: those of one batch | `METADATA_SENT#<channel ARN>` | `<time>#<id of an SQS message>` |
 * | how much metadata an instance of `sendMetadata` has sent within 10 seconds | `METADATA_SENT` | `<begin>#<instance>` |
 * | when a message of each key was queued that viewers got last | `METADATA_KEYS` | `<channel ARN>` |
 * | metadata that waits for the stream of a channel to start | `METADATA_WAITING#<channel ARN>` | `WAITING` |
 * | cursor of a paged pass; sums of totals that are not complete | `CURSOR#<name>` | `CURSOR` |
 *
 * Indexes, keys only: `byPhase` (phase, sessionAt), `byTime` (pk, sessionAt),
 * `byCleanupDue` (cleanupDue, cleanupDueAt), `byRotationDue` (rotationDue, rotationDueAt).
 * Times are ISO 8601 in UTC with milliseconds; `expiresAt` is DynamoDB's TTL, in seconds.
 */
export interface Key {
  pk: string;
  sk: string;
}

export const channelPk = (channelArn: string): string => `CHANNEL#${channelArn}`;
export const channelKey = (channelArn: string): Key => ({
  pk: channelPk(channelArn),
  sk: 'CHANNEL',
});
export const sessionKey = (channelArn: string, streamId: string): Key => ({
  pk: channelPk(channelArn),
  sk: `SESSION#${streamId}`,
});
export const detailsKey = (channelArn: string, streamId: string): Key => ({
  pk: channelPk(channelArn),
  sk: `DETAILS#${streamId}`,
});
export const viewersKey = (channelArn: string, streamId: string): Key => ({
  pk: channelPk(channelArn),
  sk: `VIEWERS#${streamId}`,
});
export const viewerDayKey = (day: string): Key => ({ pk: 'VIEWERS', sk: day });
export const STICKY_PK = 'STICKY';
export const stickyKey = (channelArn: string): Key => ({ pk: STICKY_PK, sk: channelArn });
export const REVOCATION_PK = 'REVOCATION';
export const revocationKey = (channelArn: string): Key => ({ pk: REVOCATION_PK, sk: channelArn });
export const metadataRateKey: Key = { pk: 'METADATA_RATE', sk: 'METADATA_RATE' };
export const channelCountKey: Key = { pk: 'CHANNEL_COUNT', sk: 'CHANNEL_COUNT' };
export const changeCountKey = (kind: string): Key => ({ pk: 'CHANGES', sk: kind });
export const CLEANUP_PK = 'CLEANUP';
export const cleanupKey = (sk: string): Key => ({ pk: CLEANUP_PK, sk });
export const OPEN_LETTERS_PK = 'DEAD_LETTERS';
export const ENDED_LETTERS_PK = 'DEAD_LETTERS_ENDED';
export const openLetterKey = (position: string): Key => ({ pk: OPEN_LETTERS_PK, sk: position });
export const endedLetterKey = (position: string): Key => ({ pk: ENDED_LETTERS_PK, sk: position });
const letterPk = (id: string): string => `DEAD_LETTER#${id}`;
export const letterKey = (id: string): Key => ({ pk: letterPk(id), sk: 'LETTER' });
export const LETTER_OUTCOMES = 'OUTCOME#';
export const letterOutcomeKey = (id: string, attempt: number, part: number): Key => ({
  pk: letterPk(id),
  sk: `${LETTER_OUTCOMES}${attempt}#${part}`,
});
export const metadataKeysKey = (channelArn: string): Key => ({
  pk: 'METADATA_KEYS',
  sk: channelArn,
});
export const waitingMetadataKey = (channelArn: string): Key => ({
  pk: `METADATA_WAITING#${channelArn}`,
  sk: 'WAITING',
});
export const SENT_PK = 'METADATA_SENT';
export const sentPeriodKey = (from: string, instance: string): Key => ({
  pk: SENT_PK,
  sk: `${from}#${instance}`,
});
export const sentMessagesPk = (channelArn: string): string => `${SENT_PK}#${channelArn}`;
export const sentMessagesKey = (channelArn: string, at: string, id: string): Key => ({
  pk: sentMessagesPk(channelArn),
  sk: `${at}#${id}`,
});
export const letterBodyKey = (id: string, part: number): Key => ({
  pk: letterPk(id),
  sk: `BODY#${String(part).padStart(3, '0')}`,
});
export const leaseKey = (name: string): Key => ({ pk: `LEASE#${name}`, sk: 'LEASE' });
export const TICKS_PK = 'TICKS';
export const tickKey = (functionName: string): Key => ({ pk: TICKS_PK, sk: functionName });
export const tableMarkKey: Key = { pk: 'TABLE', sk: 'MARK' };
export const cursorKey = (name: string): Key => ({ pk: `CURSOR#${name}`, sk: 'CURSOR' });

/** DynamoDB's TTL value (seconds since the epoch) of an item that is kept for `days` after `ms`. */
export const expiresAfter = (ms: number, days: number): number =>
  Math.floor(ms / 1_000) + days * 86_400;
