import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { NotSupportedError, tableNotFound } from '../errors.ts';
import type { Items } from '../storage/items.ts';
import { batchGetItem } from './batch-get-item.ts';
import { batchWriteItem } from './batch-write-item.ts';
import { deleteItem } from './delete-item.ts';
import { getItem } from './get-item.ts';
import { putItem } from './put-item.ts';
import { query } from './query.ts';
import { updateItem } from './update-item.ts';

type Answer = (items: Items, input: never) => object;

/** By the class of the command. */
const ANSWERS = new Map<unknown, Answer>([
  [GetCommand, getItem],
  [PutCommand, putItem],
  [UpdateCommand, updateItem],
  [DeleteCommand, deleteItem],
  [QueryCommand, query],
]);

/** @returns a function that does a command on the items, and returns its answer or throws its error */
export function answerer(tableName: string, items: Items): (command: object) => object {
  return (command) => {
    if (command instanceof BatchGetCommand) return batchGetItem(items, tableName, command.input);
    if (command instanceof BatchWriteCommand)
      return batchWriteItem(items, tableName, command.input);
    const answer = ANSWERS.get(command.constructor);
    if (!answer) throw new NotSupportedError(command.constructor.name);
    const { input } = command as GetCommand;
    if (input.TableName !== tableName) throw tableNotFound();
    return answer(items, input as never);
  };
}
