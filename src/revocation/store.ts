import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { KeyAnnouncement } from '../channels/record.ts';
import { conditionalWrite } from '../platform/conditional-write.ts';
import { expiresAfter, REVOCATION_PK, revocationKey, type Table } from '../platform/table.ts';

/** An operator's word that a channel's stream key is no longer to be trusted, and how far it has come. */
export interface Revocation {
  channelArn: string;
  /** Names this revocation: asking again with the same id begins no second one. */
  id: string;
  /** When it was asked for, ISO 8601; so are the other times. */
  at: string;
  /** The operator said that a protected channel is meant, too. */
  allowProtected: boolean;
  /** The keys that are revoked, noted before the first is deleted. */
  oldKeys?: { arn: string; tags: Record<string, string> }[];
  deletedAt?: string;
  /** The streams that were stopped, each with when that was last asked for. */
  stopped?: { streamId: string; at: string }[];
  /** No stream of the old key is left since then. */
  endedAt?: string;
  newKey?: KeyAnnouncement;
  secretName?: string;
  doneAt?: string;
  /** `gone`: the channel is; `protected`: nothing was done, as the operator did not say that it may. */
  outcome?: 'revoked' | 'gone' | 'protected';
}

/** Where revocations are kept: one a channel. `dynamoRevocationStore` keeps them in the table. */
export interface RevocationStore {
  /**
   * Begins a revocation, unless one of the channel is open, or this one was begun before.
   *
   * @returns the one that there is now
   */
  begin(revocation: Revocation): Promise<Revocation>;
  /** Writes down how far it has come. @throws SupersededError if it is over already */
  save(revocation: Revocation): Promise<void>;
  /** Reads consistently. */
  get(channelArn: string): Promise<Revocation | undefined>;
  /** Reads consistently. */
  isOpen(channelArn: string): Promise<boolean>;
  /** All that are not done. */
  open(): Promise<Revocation[]>;
}

/** Somebody else has finished this revocation. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';

  constructor({ id, channelArn }: Revocation) {
    super(`revocation ${id} of ${channelArn} is over`);
  }
}

/** How long one that is done can be asked for, days. */
const KEPT_DAYS = 30;

export function dynamoRevocationStore({ documents, name: TableName }: Table): RevocationStore {
  const put = async (revocation: Revocation, condition: string): Promise<boolean> => {
    const { channelArn, id, doneAt } = revocation;
    const expires = doneAt && { expiresAt: expiresAfter(Date.parse(doneAt), KEPT_DAYS) };
    const Item = { ...revocation, ...revocationKey(channelArn), ...expires };
    const command = new PutCommand({
      ...{ TableName, Item, ConditionExpression: condition },
      ExpressionAttributeValues: { ':id': id },
    });
    return conditionalWrite(documents.send(command));
  };
  const get = async (channelArn: string): Promise<Revocation | undefined> => {
    const Key = revocationKey(channelArn);
    const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    return Item && toRevocation(Item);
  };
  return {
    get,
    async begin(revocation) {
      const free = 'attribute_not_exists(pk) OR (attribute_exists(doneAt) AND id <> :id)';
      if (await put(revocation, free)) return revocation;
      return (await get(revocation.channelArn)) ?? revocation;
    },
    async save(revocation) {
      if (!(await put(revocation, 'id = :id AND attribute_not_exists(doneAt)')))
        throw new SupersededError(revocation);
    },
    async isOpen(channelArn) {
      const known = await get(channelArn);
      return known !== undefined && known.doneAt === undefined;
    },
    async open() {
      const found: Revocation[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const query = new QueryCommand({
          ...{ TableName, ExclusiveStartKey, ConsistentRead: true },
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: 'attribute_not_exists(doneAt)',
          ExpressionAttributeValues: { ':pk': REVOCATION_PK },
        });
        const { Items = [], LastEvaluatedKey } = await documents.send(query);
        found.push(...Items.map(toRevocation));
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    },
  };
}

/** Reads the item back; only this module writes it. */
function toRevocation(item: Record<string, unknown>): Revocation {
  const { pk: _pk, sk: _sk, expiresAt: _expires, ...revocation } = item;
  return revocation as unknown as Revocation;
}
