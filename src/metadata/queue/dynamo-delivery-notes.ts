import { createHash } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../platform/clock.ts';
import {
  expiresAfter,
  letterOutcomeKey,
  metadataKeysKey,
  type Table,
} from '../../platform/table.ts';
import type { LetterPart } from './letter-part.ts';

/** For as long as an ended letter is remembered. */
const KEPT_DAYS = 30;
/** So many keys of a channel are remembered at most. A key replaces another one of the same place. */
const PLACES = 64;

/** What `sendMetadata` notes in the table: see DeliveryNotes. */
export function dynamoDeliveryNotes({ documents, name: TableName }: Table, clock: Clock) {
  return {
    async letterEnded(
      { letterId, attempt, part }: LetterPart,
      outcomes: Record<string, number>,
    ): Promise<void> {
      const now = clock.now();
      const key = letterOutcomeKey(letterId, attempt, part);
      const Item = { ...key, attempt, outcomes, expiresAt: expiresAfter(now, KEPT_DAYS) };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    async keysDelivered(channelArn: string, queuedAt: ReadonlyMap<string, number>): Promise<void> {
      const newest = [...queuedAt].slice(-PLACES).map(([key, at]) => ({ ...placeOf(key), at }));
      const places = new Map(newest.map((one) => [one.place, one]));
      const all = [...places.values()];
      const command = new UpdateCommand({
        ...{ TableName, Key: metadataKeysKey(channelArn) },
        UpdateExpression: `SET expiresAt = :expiresAt${all.map(({ place }) => `, ${place} = :${place}`).join('')}`,
        ExpressionAttributeValues: {
          ':expiresAt': expiresAfter(clock.now(), KEPT_DAYS),
          ...Object.fromEntries(
            all.map(({ place, digest, at }) => [`:${place}`, `${digest} ${at}`]),
          ),
        },
      });
      await documents.send(command);
    },
  };
}

/**
 * Reads which keyed messages viewers got last.
 *
 * @returns a function that tells for a key when the message was queued, ms since the epoch; undefined if that is not known
 */
export async function readDeliveredKeys(
  { documents, name: TableName }: Table,
  channelArn: string,
): Promise<(key: string) => number | undefined> {
  const command = new GetCommand({ TableName, Key: metadataKeysKey(channelArn) });
  const { Item = {} } = await documents.send(command);
  return (key) => {
    const { place, digest } = placeOf(key);
    const [noted, at] = String(Item[place] ?? '').split(' ');
    return noted === digest ? Number(at) : undefined;
  };
}

/** Where a key is noted, and by what it is recognised there. */
function placeOf(key: string): { place: string; digest: string } {
  const hash = createHash('sha256').update(key).digest();
  return {
    place: `k${(hash[0] ?? 0) % PLACES}`,
    digest: hash.subarray(1, 13).toString('base64url'),
  };
}
