import type { Report, RequestCounts, Violation } from '../types/report.ts';

/** The data of `GET /_sim/report`: how requests ended, and which of them were over a quota. */
export class RequestLog {
  readonly #counts = new Map<string, RequestCounts>();
  readonly #violations: Violation[] = [];

  count(operation: string, outcome: keyof RequestCounts): void {
    const known = this.#counts.get(operation);
    const counts = known ?? { ok: 0, throttled: 0, failed: 0 };
    counts[outcome]++;
    if (!known) this.#counts.set(operation, counts);
  }

  addViolation(violation: Violation): void {
    this.#violations.push(violation);
  }

  report(): Report {
    const requests = [...this.#counts].map(([name, counts]) => [name, { ...counts }]);
    return { requests: Object.fromEntries(requests), violations: this.#violations.slice() };
  }
}
