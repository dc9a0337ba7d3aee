import type { JsonObject } from '../../aws-json.ts';
import type { Queues } from '../queues.ts';
import { deleteMessage, deleteMessageBatch } from './delete.ts';
import { getQueueAttributes, getQueueUrl, listDeadLetterSources, listQueues } from './describe.ts';
import {
  createQueue,
  deleteQueue,
  listQueueTags,
  purgeQueue,
  setQueueAttributes,
  tagQueue,
  untagQueue,
} from './manage.ts';
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from './move.ts';
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
  ListDeadLetterSourceQueues: (queues, input, { endpoint }) =>
    listDeadLetterSources(queues, input, endpoint),
  CreateQueue: (queues, input, { endpoint }) => createQueue(queues, input, endpoint),
  SetQueueAttributes: setQueueAttributes,
  DeleteQueue: deleteQueue,
  PurgeQueue: purgeQueue,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
  ListQueueTags: listQueueTags,
  StartMessageMoveTask: startMessageMoveTask,
  ListMessageMoveTasks: listMessageMoveTasks,
  CancelMessageMoveTask: cancelMessageMoveTask,
};
export const SQS_OPERATIONS = Object.keys(OPERATIONS);

/** @returns undefined if the queues do not have the operation */
export const sqsOperation = (name: string): SqsOperation | undefined =>
  Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
