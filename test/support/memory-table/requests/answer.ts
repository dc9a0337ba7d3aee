import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { NotSupportedError, tableNotFound } from '../errors.ts';
import type { Items } from '../storage/items.ts';
import { batchGetItem } from './batch-get-item.ts';
import { deleteItem } from './delete-item.ts';
import { getItem } from './get-item.ts';
import { putItem } from './put-item.ts';
import { query } from './query.ts';
import { updateItem } from './update-item.ts';

/** @returns does a command on the items, and returns its answer or throws its error */
export function answerer(tableName: string, items: Items): (command: object) => object {
  const checkTable = (input: { TableName: string | undefined }) => {
    if (input.TableName !== tableName) throw tableNotFound();
  };
  return (command) => {
    if (command instanceof BatchGetCommand) return batchGetItem(items, tableName, command.input);
    if (command instanceof GetCommand) {
      checkTable(command.input);
      return getItem(items, command.input);
    }
    if (command instanceof UpdateCommand) {
      checkTable(command.input);
      return updateItem(items, command.input);
    }
    if (command instanceof PutCommand) {
      checkTable(command.input);
      return putItem(items, command.input);
    }
    if (command instanceof QueryCommand) {
      checkTable(command.input);
      return query(items, command.input);
    }
    if (command instanceof DeleteCommand) {
      checkTable(command.input);
      return deleteItem(items, command.input);
    }
    throw new NotSupportedError(command.constructor.name);
  };
}
