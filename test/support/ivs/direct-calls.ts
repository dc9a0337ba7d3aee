import {
  type CallContext,
  type IvsCalls,
  type PacedCallOptions,
  requireStart,
} from '../../../src/ivs/paced.ts';

/**
 * Sends each request once and at once: no pace, no retry. For tests that are not about these. With the context
 * of an invocation, it keeps the deadlines as PacedCalls does.
 */
export class DirectCalls implements IvsCalls {
  readonly #context: Pick<CallContext, 'clock' | 'deadline'> | undefined;

  constructor(context?: Pick<CallContext, 'clock' | 'deadline'>) {
    this.#context = context;
  }

  async call<T>(
    operation: string,
    send: () => Promise<T>,
    { notAfter }: PacedCallOptions = {},
  ): Promise<T> {
    this.#requireStart(operation, notAfter);
    return send();
  }

  async reserve(operations: readonly string[]): Promise<IvsCalls> {
    this.#requireStart(operations.join(', '));
    return this;
  }

  async waitForQuotaWindow(): Promise<void> {
    // Without a pace, no quota is used up.
  }

  #requireStart(operation: string, notAfter?: number): void {
    if (!this.#context) return;
    const { clock, deadline } = this.#context;
    requireStart(operation, clock.now(), { deadline, notAfter });
  }
}
