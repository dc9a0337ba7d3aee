import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { leaseKey, type Table } from '../../platform/table.ts';

/**
 * A lease that invocations hand on. A new invocation takes over at once, and the previous holder stops
 * when it notices. So a crashed holder blocks nobody, and there is always an invocation at work.
 */
export interface Relay {
  takeOver(holder: string): Promise<void>;
  /** @returns false if another holder has taken over */
  isHolder(holder: string): Promise<boolean>;
}

/** @param name of the lease item in the table */
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
