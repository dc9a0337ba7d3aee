import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { leaseKey, type Table } from '../../platform/table.ts';

/**
 * Who is on duty. Whoever comes takes over at once, and the one before ends as soon as it sees that: so one
 * that crashed holds nobody up, and no minute is left without.
 */
export interface Relay {
  takeOver(holder: string): Promise<void>;
  /** @returns false if somebody has taken over */
  isHolder(holder: string): Promise<boolean>;
}

export function dynamoLeaseRelay(table: Table, name: string): Relay {
  const update = (holder: string, condition?: string) =>
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: leaseKey(name),
        UpdateExpression: 'SET holder = :holder',
        ConditionExpression: condition,
        ExpressionAttributeValues: { ':holder': holder },
      }),
    );
  return {
    async takeOver(holder) {
      await update(holder);
    },
    isHolder: (holder) => conditionalWrite(update(holder, 'holder = :holder')),
  };
}
