import { nameInArn, queueArn } from '../../account.ts';
import type { JsonObject } from '../../aws-json.ts';
import { invalid, SqsError, unsupportedOperation } from '../errors.ts';
import { optionalNumber, optionalString, requiredString } from '../input.ts';
import type { MoveTask, MoveTasks } from '../move-tasks.ts';
import type { Queues } from '../queues.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
const MAX_RATE = 500;
const MAX_RESULTS = 10;

export function startMessageMoveTask(queues: Queues, input: JsonObject): object {
  const source = existingQueue(queues, requiredString(input, 'SourceArn'), 'SourceArn');
  const destinationArn = optionalString(input, 'DestinationArn');
  const destination =
    destinationArn === undefined
      ? undefined
      : existingQueue(queues, destinationArn, 'DestinationArn');
  const messagesPerSecond = optionalNumber(input, 'MaxNumberOfMessagesPerSecond', 1, MAX_RATE);
  checkRoute(queues, source, destination);
  if (queues.moveTasks.of(source).some(({ status }) => status === 'RUNNING')) {
    const reason =
      'There is already a task running. Only one active task is allowed for a source queue arn at a given time.';
    throw new SqsError('InvalidParameterValue', reason);
  }
  const task = queues.moveTasks.start({ source, destination, messagesPerSecond });
  return { TaskHandle: handleOf(task) };
}

export function listMessageMoveTasks(queues: Queues, input: JsonObject): object {
  const source = existingQueue(queues, requiredString(input, 'SourceArn'), 'SourceArn');
  const max = optionalNumber(input, 'MaxResults', 1, MAX_RESULTS) ?? 1;
  return { Results: queues.moveTasks.of(source).slice(0, max).map(describe) };
}

export function cancelMessageMoveTask(queues: Queues, input: JsonObject): object {
  const handle = requiredString(input, 'TaskHandle');
  const task = findTask(queues.moveTasks, handle);
  if (!task) throw notFound('Task does not exist.');
  if (task.status !== 'RUNNING') throw unsupportedOperation('Only active tasks can be cancelled.');
  queues.moveTasks.cancel(task);
  return { ApproximateNumberOfMessagesMoved: task.moved };
}

function checkRoute(queues: Queues, source: string, destination: string | undefined): void {
  const isDeadLetterQueue = queues.plans().some(({ redrive }) => redrive?.queue === source);
  if (!isDeadLetterQueue) {
    const message = 'Source queue must be configured as a Dead Letter Queue.';
    throw new SqsError('InvalidParameterValue', message);
  }
  if (destination === undefined) return;
  if (destination === source) {
    const message = 'Source queue arn and destination queue arn cannot be the same.';
    throw new SqsError('InvalidParameterValue', message);
  }
  if (queues.plan(destination).fifo !== queues.plan(source).fifo) {
    const message = 'Source queue and destination queue must be of the same type.';
    throw new SqsError('InvalidParameterValue', message);
  }
}

/** The name of the queue with an ARN. */
function existingQueue(queues: Queues, arn: string, parameter: string): string {
  if (!arn.startsWith('arn:aws:sqs:')) {
    const form = 'arn:<partition>:<service>:<region>:<account-id>:<resource-id>';
    throw invalid(parameter, arn, `You must use this format to specify the ${parameter}: ${form}`);
  }
  const name = nameInArn(arn);
  if (queueArn(name) === arn && queues.has(name)) return name;
  throw notFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
}

/** A task's handle is JSON in base64, as that of SQS. */
const handleOf = ({ id, source }: MoveTask): string =>
  Buffer.from(JSON.stringify({ taskId: id, sourceArn: queueArn(source) })).toString('base64');

const findTask = (tasks: MoveTasks, handle: string): MoveTask | undefined => {
  const id = /"taskId":"([^"]+)"/.exec(Buffer.from(handle, 'base64').toString())?.[1];
  const task = id === undefined ? undefined : tasks.find(id);
  return task && handleOf(task) === handle ? task : undefined;
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
const describe = (task: MoveTask): object => ({
  // Only a task that runs can be cancelled, so only it has a handle.
  ...(task.status === 'RUNNING' && { TaskHandle: handleOf(task) }),
  Status: task.status,
  SourceArn: queueArn(task.source),
  ...(task.destination !== undefined && { DestinationArn: queueArn(task.destination) }),
  ...(task.messagesPerSecond !== undefined && {
    MaxNumberOfMessagesPerSecond: task.messagesPerSecond,
  }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failure && { FailureReason: task.failure }),
  StartedTimestamp: task.startedAt,
});

const notFound = (message: string): SqsError => new SqsError('ResourceNotFoundException', message);
