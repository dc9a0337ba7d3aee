import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { responseUnlessRefused } from '../../platform/conditional-write.ts';
import { metadataRateKey, type Table } from '../../platform/table.ts';
import type { Lease, LeaseChange, LeaseStore } from './lease-store.ts';

/** Attributes with this prefix are leases. */
const PREFIX = 'lease ';
const attributeOf = (id: string): string => PREFIX + id;
/** A lease is one short text, so that the item of 40 leases stays below 1 KB and a write costs one unit. */
const textOf = ({ permits, until }: Lease): string => `${permits} ${until}`;

function leaseOf(text: unknown): Lease {
  const [permits = Number.NaN, until = Number.NaN] = String(text).split(' ').map(Number);
  return { permits, until };
}

/**
 * The leases in the table: one item, with an attribute for each lease and the sum of all (`used`). A change is one
 * conditional write. The condition names only the sum and the leases that change, so changes of different instances do
 * not make each other fail.
 *
 * @param permits how many there are
 */
export function dynamoLeaseStore(table: Table, permits: number): LeaseStore {
  const item = { TableName: table.name, Key: metadataRateKey };
  return {
    async change(change) {
      const command = new UpdateCommand({ ...item, ...updateOf(change, permits) });
      const written = await responseUnlessRefused(table.documents.send(command));
      return written && { leased: Number(written.Attributes?.used) };
    },
    async read() {
      const { Item = {} } = await table.documents.send(
        new GetCommand({ ...item, ConsistentRead: true }),
      );
      const leases = Object.entries(Item).filter(([name]) => name.startsWith(PREFIX));
      return new Map(leases.map(([name, text]) => [name.slice(PREFIX.length), leaseOf(text)]));
    },
  };
}

/** The members of UpdateItem for a change. The answer has the new sum, which costs no read capacity. */
function updateOf({ id, from, to, expired = new Map() }: LeaseChange, permits: number) {
  const names: Record<string, string> = { '#own': attributeOf(id) };
  const values: Record<string, string | number> = {};
  const conditions = [from ? '#own = :from' : 'attribute_not_exists(#own)'];
  const removed = to ? [] : ['#own'];
  if (from) values[':from'] = textOf(from);
  if (to) values[':to'] = textOf(to);
  let freed = from?.permits ?? 0;
  for (const [index, [other, lease]] of [...expired].entries()) {
    names[`#other${index}`] = attributeOf(other);
    values[`:other${index}`] = textOf(lease);
    conditions.push(`#other${index} = :other${index}`);
    removed.push(`#other${index}`);
    freed += lease.permits;
  }
  const more = (to?.permits ?? 0) - freed;
  values[':more'] = more;
  if (more > 0) {
    const room = permits - more;
    conditions.push(room < 0 ? 'used <= :room' : '(attribute_not_exists(used) OR used <= :room)');
    values[':room'] = room;
  }
  const clauses = [to && 'SET #own = :to', removed.length > 0 && `REMOVE ${removed.join(', ')}`];
  return {
    UpdateExpression: [...clauses, 'ADD used :more'].filter(Boolean).join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnValues: 'UPDATED_NEW' as const,
  };
}
