import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { NotSupportedError } from '../errors.ts';

export interface KeyNames {
  hash: string;
  range: string;
}

/** The table as serverless.yml defines it. All key attributes are strings; indexes hold only keys. */
export interface TableSchema {
  key: KeyNames;
  /** By name. */
  indexes: ReadonlyMap<string, KeyNames>;
  /** The attribute with the time at which DynamoDB deletes the item, in seconds. */
  ttl: string;
}

interface KeySchema {
  KeySchema: { AttributeName: string; KeyType: string }[];
}
interface Index extends KeySchema {
  IndexName: string;
  Projection: { ProjectionType: string };
}

let schema: TableSchema | undefined;

/** Reads serverless.yml once. @throws NotSupportedError if it defines what the memory table cannot do */
export function tableSchema(): TableSchema {
  schema ??= readSchema();
  return schema;
}

function readSchema(): TableSchema {
  const { Properties } = parse(readFileSync('serverless.yml', 'utf8')).resources.Resources.Table;
  const { AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = Properties;
  for (const { AttributeName, AttributeType } of AttributeDefinitions) {
    if (AttributeType === 'S') continue;
    throw new NotSupportedError(`the key attribute ${AttributeName} of type ${AttributeType}`);
  }
  if (LocalSecondaryIndexes) throw new NotSupportedError('local secondary indexes');
  const indexes: Index[] = GlobalSecondaryIndexes;
  for (const { IndexName, Projection } of indexes) {
    if (Projection.ProjectionType === 'KEYS_ONLY') continue;
    throw new NotSupportedError(`index ${IndexName}: projection ${Projection.ProjectionType}`);
  }
  return {
    key: keyNames(Properties),
    indexes: new Map(indexes.map((index) => [index.IndexName, keyNames(index)])),
    ttl: Properties.TimeToLiveSpecification.AttributeName,
  };
}

function keyNames({ KeySchema }: KeySchema): KeyNames {
  const [hash, range] = KeySchema;
  if (hash?.KeyType === 'HASH' && range?.KeyType === 'RANGE') {
    return { hash: hash.AttributeName, range: range.AttributeName };
  }
  throw new NotSupportedError('a key without a hash and a range attribute');
}
