import { InputError } from '../../../platform/errors.ts';
import type { TopicName } from '../../protocol/topics.ts';
import type { Invoke } from '../options.ts';
import { LiveSweep } from '../polling/live-sweep.ts';
import { onePage } from '../polling/one-page.ts';
import { mergedList, PageSweep } from '../polling/page-sweep.ts';
import type { PolledTopic } from '../polling/pollers.ts';
import type { AskPage, Page, Source } from '../polling/source.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { readAddress } from './address.ts';
import { ChannelArns } from './channel-arns.ts';
import { QUESTIONS } from './questions.ts';
import { RULES, type TopicRule } from './rules.ts';

interface TopicsOptions {
  invoke: Invoke;
  simulator?: Simulator | undefined;
  now(): number;
}

/** The wait between two pages of a sweep, ms. */
const PAGE_MS = 500;
/** The wait between the pages of live streams until all were seen once, ms. */
const FIRST_SWEEP_MS = 200;

/** Finds out what the address of a topic means. */
export class Topics {
  readonly #options: TopicsOptions;
  readonly arns: ChannelArns;

  constructor(options: TopicsOptions) {
    this.#options = options;
    this.arns = new ChannelArns(options.invoke);
  }

  /** @throws InputError for an address that is no topic's */
  open(address: string): PolledTopic {
    const { name, parameters } = this.#read(address);
    const rule = RULES[name];
    const [first = ''] = parameters;
    return {
      source: sourceOf(name, rule, this.askFor(address)),
      list: rule.list,
      timeIn: rule.timeIn,
      refreshes: (rule.refreshes ?? []).map((other) => `${other}/${encodeURIComponent(first)}`),
    };
  }

  /** Asks for pages of a topic's answer. @throws InputError for an address that is no topic's */
  askFor(address: string): AskPage {
    const { name, parameters } = this.#read(address);
    const { invoke, simulator, now } = this.#options;
    if (name === 'simulator') {
      if (!simulator) throw new InputError('address', 'a topic of a stage on AWS', address);
      return async () => ({ ...(await simulator.state()) });
    }
    const tools = { now, arnOf: (channel: string) => this.arns.arnOf(channel) };
    return async (nextToken) => {
      const [functionName, payload] = await QUESTIONS[name](tools, ...parameters);
      return invoke<Page>(functionName, { ...payload, ...(nextToken && { nextToken }) });
    };
  }

  #read(text: string): { name: TopicName; parameters: string[] } {
    const { name, parameters } = readAddress(text);
    const rule = Object.hasOwn(RULES, name) ? RULES[name as TopicName] : undefined;
    if (!rule) throw new InputError('address', `a topic: ${Object.keys(RULES).join(', ')}`, text);
    if (parameters.length !== rule.parameters)
      throw new InputError('address', `${rule.parameters} parameters of ${name}`, text);
    return { name: name as TopicName, parameters };
  }
}

function sourceOf(name: TopicName, { pages, restMs, list }: TopicRule, ask: AskPage): Source {
  if (pages === 'live' && list)
    return new LiveSweep({ ask, list, restMs, firstSweepMs: FIRST_SWEEP_MS });
  if (pages !== 'sweep') return onePage(ask, restMs);
  const merge = MERGES[name] ?? ((all: readonly Page[]) => mergedList(all, list?.member ?? ''));
  return new PageSweep({ ask, merge, restMs, pageMs: PAGE_MS });
}

/** How the pages of an answer become one, where that is not one list. */
const MERGES: Partial<Record<TopicName, (pages: readonly Page[]) => unknown>> = {
  /** Each page has the sums so far. */
  totals: (pages) => withoutToken(pages.at(-1)),
  cleanup(pages) {
    const [first] = pages;
    if (!first?.stopped) return withoutToken(first);
    const members = pages.flatMap(
      ({ stopped }) => (Object(stopped) as { members?: [] }).members ?? [],
    );
    return withoutToken({ ...first, stopped: { ...(first.stopped as object), members } });
  },
};

function withoutToken({ nextToken: _, ...answer }: Page = {}): unknown {
  return answer;
}
