import { isoTime } from '../../../platform/clock.ts';
import { errorMessage, errorName } from '../../../platform/errors.ts';
import type { TopicMessage } from '../../protocol/messages.ts';
import type { Timers } from '../timers.ts';
import { type Comparable, comparable, difference } from './list-change.ts';
import { Pace } from './pace.ts';
import type { ListOf, Source } from './source.ts';

/** Gets the messages about a topic. */
export type Watcher = (message: TopicMessage) => void;

interface PollerOptions {
  address: string;
  source: Source;
  /** A list that is sent in changes. */
  list?: ListOf | undefined;
  timeIn?: string | undefined;
  timers: Timers;
  /** Called when the answer is another one than before. */
  onChange(): void;
}

/** What the functions have answered. `at`: when it was true, ISO 8601. */
interface Known {
  value: Comparable;
  at: string;
}

/** Asks for one topic again and again, for all who watch it, while anybody does. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #watchers = new Set<Watcher>();
  readonly #pace = new Pace();
  #known: Known | undefined;
  #problem: { text: string; at: string } | undefined;
  #cancel: (() => void) | undefined;
  #isAsking = false;
  #isOutdated = false;
  /** When it is to be asked again. */
  #dueAt = 0;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  /** The watcher gets the last answer at once, and then each change. @returns ends the watch */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    for (const message of this.newest()) watcher(message);
    this.#schedule();
    return () => {
      this.#watchers.delete(watcher);
      if (this.isWatched) return;
      this.#cancel?.();
      this.#cancel = undefined;
    };
  }

  /** What somebody must know who knows nothing. */
  newest(): TopicMessage[] {
    const { address } = this.#options;
    const [known, problem] = [this.#known, this.#problem];
    return [
      ...(known ? [{ address, at: known.at, answer: known.value.answer }] : []),
      ...(problem ? [{ address, at: problem.at, problem: problem.text }] : []),
    ];
  }

  /** What is known may not be true any more. */
  askNow(): void {
    this.#options.source.restart();
    this.#dueAt = 0;
    if (this.#isAsking) this.#isOutdated = true;
    else this.#schedule();
  }

  #schedule(): void {
    if (this.#isAsking || !this.isWatched) return;
    const { timers } = this.#options;
    this.#cancel?.();
    const wait = Math.max(0, this.#dueAt - timers.now());
    this.#cancel = timers.after(wait, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    const { source, timers } = this.#options;
    this.#cancel = undefined;
    this.#isAsking = true;
    try {
      const answer = await source.ask();
      this.#pace.succeeded();
      this.#takeAnswer(answer);
    } catch (error) {
      this.#pace.failed(isThrottling(error));
      this.#takeProblem(errorMessage(error));
    }
    this.#isAsking = false;
    this.#dueAt = this.#isOutdated ? 0 : timers.now() + this.#pace.waitMs(source.restMs);
    this.#isOutdated = false;
    this.#schedule();
  }

  #takeAnswer(answer: unknown): void {
    const { address, list, timeIn, timers, onChange } = this.#options;
    const at = isoTime(timers.now());
    const value = comparable(answer, list, timeIn);
    const news = this.#known ? difference(this.#known.value, value, list) : { answer };
    this.#known = { value, at };
    this.#problem = undefined;
    this.#tell({ address, at, ...news });
    if (!('same' in news)) onChange();
  }

  #takeProblem(text: string): void {
    const { address, timers } = this.#options;
    const at = isoTime(timers.now());
    this.#problem = { text: text.replace(/\s+/g, ' '), at };
    this.#tell({ address, at, problem: this.#problem.text });
  }

  #tell(message: TopicMessage): void {
    for (const watcher of [...this.#watchers]) watcher(message);
  }
}

const THROTTLING = ['TooManyRequestsException', 'ThrottlingException', 'TooManyRequestsError'];

function isThrottling(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause].some((one) => THROTTLING.includes(errorName(one)));
}
