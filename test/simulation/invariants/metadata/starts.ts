import type { ObserverTools } from '../observer.ts';
import type { Calm } from './calm.ts';
import type { Ledger } from './ledger.ts';

const WITH_STREAM = 'metadata that waits for a stream comes when it starts';
/** The event of the start is on its way, functions start, and the account may be busy. */
const SOON_MS = 20_000;

/** Whether what waits for a stream is sent soon after its start. */
export class Starts {
  readonly #options: ObserverTools & { ledger: Ledger; calm: Calm };
  /** The streams whose first metadata was seen. */
  readonly #begun = new Set<string>();

  constructor(options: ObserverTools & { ledger: Ledger; calm: Calm }) {
    this.#options = options;
  }

  /** IVS takes messages. The first ones of a stream have waited longest. @param carried their numbers */
  cue(channelArn: string, carried: readonly number[]): void {
    const { simulator, timeline, checks, calm, ledger } = this.#options;
    const [session] = simulator.sessions({ channelArn, limit: 1 });
    if (!session?.startedAt || carried.length === 0 || this.#begun.has(session.streamId)) return;
    const { streamId, startedAt } = session;
    this.#begun.add(streamId);
    const hasWaited = carried.some((n) =>
      ledger.itemsOf(n).some(({ message }) => message.queuedAt < startedAt),
    );
    if (!hasWaited || !calm.since(startedAt, channelArn)) return;
    const lateMs = timeline.now() - startedAt;
    const what = () => `${lateMs} ms after the start of ${streamId}: ${carried}`;
    checks.expect(WITH_STREAM, lateMs <= SOON_MS, what, channelArn);
  }

  /** Everything is quiet. */
  forget(): void {
    this.#begun.clear();
  }
}
