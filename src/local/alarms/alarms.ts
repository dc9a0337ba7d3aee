import type { AlarmPlan } from '../config/plan.ts';
import type { FinishedInvocation } from '../functions/instance.ts';
import type { Queues } from '../sqs/queues.ts';
import { loggedValues } from './emf.ts';
import { type AlarmState, type Evaluation, evaluate, evaluationRangeMs } from './evaluate.ts';
import { MetricClock } from './metric-clock.ts';
import { type MetricId, MetricStore } from './metric-store.ts';

const MINUTE = 60_000;

export interface AlarmsOptions {
  queues: Pick<Queues, 'plans' | 'counts' | 'oldestSentAt'>;
  /** The wall clock, ms since the epoch. */
  now(): number;
}

/** An alarm with its state. */
export interface AlarmReport extends Evaluation {
  name: string;
  description: string;
}

/**
 * CloudWatch, as far as the alarms need it: the metrics in the logs of the functions, those of Lambda and SQS, and the
 * alarms on them.
 */
export class Alarms {
  readonly #plans: readonly AlarmPlan[];
  readonly #queues: AlarmsOptions['queues'];
  readonly #clock: MetricClock;
  readonly #store: MetricStore;
  readonly #states = new Map<string, AlarmState>();
  #timer: NodeJS.Timeout | undefined;

  constructor(plans: readonly AlarmPlan[], { queues, now }: AlarmsOptions) {
    this.#plans = plans;
    this.#queues = queues;
    this.#clock = new MetricClock(now);
    this.#store = new MetricStore(Math.max(0, ...plans.map(evaluationRangeMs)) + MINUTE);
  }

  /** Looks at the queues each minute, as SQS does for CloudWatch. */
  start(): void {
    this.#timer = setInterval(() => this.#measureQueues(), MINUTE);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Takes the metrics in a line that a function has logged. */
  addLine(line: string): void {
    for (const { id, at, value } of loggedValues(line))
      this.#store.add(id, this.#clock.of(at), value);
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
  addInvocation({ function: plan, outcome, startedAt, ms }: FinishedInvocation): void {
    const dimensions = { FunctionName: plan.fullName };
    const at = this.#clock.of(startedAt);
    const add = (name: string, value: number) =>
      this.#store.add({ namespace: 'AWS/Lambda', name, dimensions }, at, value);
    add('Invocations', 1);
    add('Errors', 'error' in outcome ? 1 : 0);
    add('Duration', ms);
  }

  /** Evaluates all alarms now. */
  evaluate(): AlarmReport[] {
    this.#measureQueues();
    const now = this.#clock.now();
    return this.#plans.map((plan) => {
      const { name, description } = plan;
      const state = this.#states.get(name) ?? 'INSUFFICIENT_DATA';
      const evaluation = evaluate(plan, this.#store, now, state);
      this.#states.set(name, evaluation.state);
      return { name, description, ...evaluation };
    });
  }

  /** All metrics that ever had a value. */
  metrics(): MetricId[] {
    return this.#store.list();
  }

  /** Moves the time of the metrics forward. */
  advance(ms: number): void {
    this.#measureQueues();
    this.#clock.advance(ms);
  }

  reset(): void {
    this.#store.clear();
    this.#states.clear();
    this.#clock.reset();
  }

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
  #measureQueues(): void {
    const at = this.#clock.now();
    for (const { name: QueueName } of this.#queues.plans()) {
      const { available, inFlight, delayed } = this.#queues.counts(QueueName);
      const oldest = this.#queues.oldestSentAt(QueueName);
      const age = oldest === undefined ? 0 : Math.max(0, at - this.#clock.of(oldest));
      const add = (name: string, value: number) =>
        this.#store.add({ namespace: 'AWS/SQS', name, dimensions: { QueueName } }, at, value);
      add('ApproximateNumberOfMessagesVisible', available);
      add('ApproximateNumberOfMessagesNotVisible', inFlight);
      add('ApproximateNumberOfMessagesDelayed', delayed);
      add('ApproximateAgeOfOldestMessage', Math.floor(age / 1_000));
    }
  }
}
