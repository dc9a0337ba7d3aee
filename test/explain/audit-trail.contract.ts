import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { dynamoAuditLog } from '../../src/channels/audit.ts';
import { dynamoAuditTrail } from '../../src/explain/audit-trail.ts';
import { channelPk, type Table } from '../../src/platform/table.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');

/** The tests of the stored audit. @param table may hold items of other tests */
export function auditTrailContract(table: () => Table): void {
  test('the audit is read newest first, and continues before any record', async () => {
    const [log, trail] = [dynamoAuditLog(table()), dynamoAuditTrail(table())];
    const arn = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';
    const entry = {
      channelArn: arn,
      outcome: 'kept',
      reason: 'grace',
      evidence: { a: 1 },
    } as const;
    for (let i = 0; i < 5; i++) {
      const action = i % 2 ? 'rotate-key' : 'delete-channel';
      const key = await log.write({ ...entry, action }, NOON + i);
      if (i === 3) await log.recordOutcome(key, 'done', { keyArn: 'k' });
    }
    await log.write({ ...entry, channelArn: `${arn}x`, action: 'rotate-key' }, NOON);
    const first = await trail.read(arn, 2);
    expect(first).toMatchObject([
      { at: '2026-11-21T12:00:00.004Z', action: 'delete-channel', outcome: 'kept' },
      { action: 'rotate-key', outcome: 'done', result: { keyArn: 'k' }, evidence: { a: 1 } },
    ]);
    const rest = await trail.read(arn, 10, first[1]);
    expect(rest.map(({ at }) => Number(at.at(-2)))).toEqual([2, 1, 0]);
  });

  test('the other items of a channel are not read as audit records', async () => {
    const arn = 'arn:aws:ivs:us-west-2:123456789012:channel/zZ1cD2eF3gH4';
    for (const sk of ['AUDIT', 'AUDITS#1', 'CHANNEL', 'SESSION#st-1', 'EVENT#-#1']) {
      const Item = { pk: channelPk(arn), sk };
      await table().documents.send(new PutCommand({ TableName: table().name, Item }));
    }
    expect(await dynamoAuditTrail(table()).read(arn, 10)).toEqual([]);
  });
}
