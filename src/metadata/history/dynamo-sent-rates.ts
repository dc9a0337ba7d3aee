import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isoTime } from '../../platform/clock.ts';
import { expiresAfter, SENT_PK, sentPeriodKey, type Table } from '../../platform/table.ts';
import type { PeriodCounts } from './period-counts.ts';
import type { SentCounts } from './sent-counts.ts';
import { rateWindowStart, type SentRate, sentRate } from './sent-rate.ts';

const KEPT_DAYS = 1;
/** After every begin of a period. */
const LAST = '9';

/**
 * The item of what one instance has sent in a period so far. It replaces what the instance wrote before, so a write that is
 * repeated or lost does no harm.
 */
export const sentCountsItem = (instance: string, { period, counts }: PeriodCounts) => ({
  ...sentPeriodKey(isoTime(period), instance),
  ...counts,
  expiresAt: expiresAfter(period, KEPT_DAYS),
});

/**
 * The rate of all instances in the last minute: one query, of at most seven items for each instance.
 *
 * @param now ms since the epoch
 */
export async function readSentRate(
  { documents, name: TableName }: Table,
  now: number,
): Promise<SentRate> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ...{ ':pk': SENT_PK, ':from': isoTime(rateWindowStart(now)), ':to': LAST },
      },
    }),
  );
  // They are made by sentCountsItem, so the members are not checked.
  return sentRate(Items as unknown as SentCounts[], now);
}
