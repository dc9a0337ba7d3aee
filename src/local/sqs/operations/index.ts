import type { JsonObject } from '../../aws-json.ts';
import type { Queues } from '../queues.ts';
import { deleteMessage, deleteMessageBatch } from './delete.ts';
import {
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
} from './describe.ts';
import { receiveMessage } from './receive.ts';
import { sendMessage, sendMessageBatch } from './send.ts';
import { changeMessageVisibility, changeMessageVisibilityBatch } from './visibility.ts';

export interface SqsCaller {
  /** The endpoint that the caller used: queue URLs begin with it. */
  endpoint: string;
  signal: AbortSignal;
}
export type SqsOperation = (
  queues: Queues,
  input: JsonObject,
  caller: SqsCaller,
) => object | Promise<object>;

const OPERATIONS: Record<string, SqsOperation> = {
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  ReceiveMessage: (queues, input, { signal }) => receiveMessage(queues, input, signal),
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  GetQueueUrl: (queues, input, { endpoint }) => getQueueUrl(queues, input, endpoint),
  GetQueueAttributes: getQueueAttributes,
  ListQueues: (queues, input, { endpoint }) => listQueues(queues, input, endpoint),
  DeleteQueue: deleteQueue,
  PurgeQueue: purgeQueue,
};

/** @returns undefined if the queues do not have the operation */
export const sqsOperation = (name: string): SqsOperation | undefined =>
  Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
