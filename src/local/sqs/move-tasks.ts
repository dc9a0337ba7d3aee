import { nameInArn } from '../account.ts';
import type { Message } from './message.ts';
import type { QueueCounts } from './queue-slots.ts';

/** How often a task with a rate moves messages, ms. */
const STEP_MS = 100;
/** How many tasks of a queue ListMessageMoveTasks can answer. */
const KEPT_TASKS = 10;

export type MoveStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-dlq-redrive.html */
export type MoveFailure =
  | 'CouldNotDetermineMessageSource'
  | 'AWS.SimpleQueueService.NonExistentQueue';

/** A task that moves messages from a dead-letter queue to another queue. */
export interface MoveTask {
  id: string;
  /** The name of the dead-letter queue. */
  source: string;
  /** The name of a queue; undefined: each message goes back to the queue that it came from. */
  destination: string | undefined;
  /** undefined: as fast as possible. */
  messagesPerSecond: number | undefined;
  status: MoveStatus;
  moved: number;
  /** The messages that were available at the start. */
  toMove: number;
  failure?: MoveFailure;
  /** ms since the epoch */
  startedAt: number;
}

export interface MoveTasksOptions {
  /** All queues, by their names. */
  queues: {
    has(name: string): boolean;
    counts(name: string): Pick<QueueCounts, 'available'>;
    /** Moves the next message. @returns whether there was one */
    moveOne(name: string, targetOf: (message: Readonly<Message>) => string): boolean;
  };
  now(): number;
  newId(): string;
}

class MoveError extends Error {
  readonly failure: MoveFailure;

  constructor(failure: MoveFailure) {
    super(failure);
    this.failure = failure;
  }
}

/** The tasks that move messages: a task without a rate ends at once. */
export class MoveTasks {
  readonly #options: MoveTasksOptions;
  /** By queue, the newest first. */
  readonly #tasks = new Map<string, MoveTask[]>();
  readonly #timers = new Map<MoveTask, NodeJS.Timeout>();

  constructor(options: MoveTasksOptions) {
    this.#options = options;
  }

  /** The newest tasks of a queue, the newest first. */
  of(source: string): readonly MoveTask[] {
    return this.#tasks.get(source) ?? [];
  }

  find(id: string): MoveTask | undefined {
    return [...this.#tasks.values()].flat().find((task) => task.id === id);
  }

  /** Starts a task. The queue must have none that runs. */
  start(what: Pick<MoveTask, 'source' | 'destination' | 'messagesPerSecond'>): MoveTask {
    const { queues, now, newId } = this.#options;
    const task: MoveTask = {
      ...{ ...what, id: newId(), status: 'RUNNING', moved: 0, startedAt: now() },
      toMove: queues.counts(what.source).available,
    };
    this.#tasks.set(task.source, [task, ...this.of(task.source)].slice(0, KEPT_TASKS));
    if (task.messagesPerSecond === undefined) this.#move(task, task.toMove);
    else this.#every(task, task.messagesPerSecond);
    return task;
  }

  /** What was moved stays moved. */
  cancel(task: MoveTask): void {
    this.#end(task, 'CANCELLED');
  }

  /** Ends the tasks of a queue and forgets them. What was moved stays moved. */
  forget(source: string): void {
    for (const task of this.of(source)) {
      clearInterval(this.#timers.get(task));
      this.#timers.delete(task);
    }
    this.#tasks.delete(source);
  }

  /** Ends all tasks and forgets them. */
  reset(): void {
    for (const source of [...this.#tasks.keys()]) this.forget(source);
  }

  #every(task: MoveTask, rate: number): void {
    const timer = setInterval(() => {
      const due = Math.floor(((this.#options.now() - task.startedAt) / 1_000) * rate);
      this.#move(task, Math.min(due, task.toMove));
    }, STEP_MS);
    timer.unref();
    this.#timers.set(task, timer);
    if (task.toMove === 0) this.#end(task, 'COMPLETED');
  }

  /** Moves messages until `due` were moved. Those in flight stay. */
  #move(task: MoveTask, due: number): void {
    try {
      let isEmpty = false;
      while (task.moved < due && !isEmpty) {
        isEmpty = !this.#moveOne(task);
        if (!isEmpty) task.moved += 1;
      }
      if (isEmpty || task.moved >= task.toMove) this.#end(task, 'COMPLETED');
    } catch (error) {
      if (!(error instanceof MoveError)) throw error;
      task.failure = error.failure;
      this.#end(task, 'FAILED');
    }
  }

  #moveOne(task: MoveTask): boolean {
    const { queues } = this.#options;
    return queues.moveOne(task.source, (message) => this.#target(task, message));
  }

  #target({ source, destination }: MoveTask, { deadLetterSource }: Readonly<Message>): string {
    const target = destination ?? (deadLetterSource && nameInArn(deadLetterSource));
    if (target === undefined) throw new MoveError('CouldNotDetermineMessageSource');
    const exists = this.#options.queues.has(target) && target !== source;
    if (!exists) throw new MoveError('AWS.SimpleQueueService.NonExistentQueue');
    return target;
  }

  #end(task: MoveTask, status: MoveStatus): void {
    task.status = status;
    clearInterval(this.#timers.get(task));
    this.#timers.delete(task);
  }
}
