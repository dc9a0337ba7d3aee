import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { ChannelStore } from '../../channels/store.ts';
import type { Table } from '../../platform/table.ts';
import { keepDecision } from '../../rotation/last-decision.ts';
import type { TableFacts } from '../facts.ts';

export async function tableFacts({ name, documents }: Table): Promise<TableFacts> {
  const { Table } = await documents.send(new DescribeTableCommand({ TableName: name }));
  const billing = Table?.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  const createdAt = Table?.CreationDateTime?.toISOString();
  return { status: Table?.TableStatus ?? 'unknown', billing, ...(createdAt && { createdAt }) };
}

export async function hasBackups({ name, documents }: Table): Promise<boolean> {
  const command = new DescribeContinuousBackupsCommand({ TableName: name });
  const { ContinuousBackupsDescription: found } = await documents.send(command);
  return found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
}

/** After any time that a record has. */
const EVER = '~';
/** So many pages of due channels are read at most. */
const PAGES = 20;

/**
 * The channels whose stream key has been overdue for longer than `rotationOverdueAlarm`.
 *
 * @param dueBefore only those that are due by this time, ISO 8601; without it, all
 */
export async function overdueKeys(
  channels: Pick<ChannelStore, 'get' | 'listDue'>,
  dueBefore = EVER,
): Promise<string[]> {
  const overdue: string[] = [];
  let next: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const due = await channels.listDue('rotation', dueBefore, next);
    const records = due.channelArns.length > 0 ? await channels.get(due.channelArns) : [];
    for (const { channelArn, lastRotationDecision } of records)
      if (lastRotationDecision === keepDecision('overdue')) overdue.push(channelArn);
    next = due.next;
    if (next === undefined) break;
  }
  return overdue;
}
