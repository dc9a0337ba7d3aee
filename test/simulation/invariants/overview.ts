import type { CleanupStatus } from '../../../src/cleanup/status.ts';
import type { LetterCount } from '../../../src/dead-letters/store.ts';
import type { OverviewAnswer } from '../../../src/doctor/overview/overview.ts';
import type { ChannelMetadataAnswer } from '../../../src/metadata/history/channel-metadata.ts';
import { ask } from './ask.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'the overview tells the truth';
const CHANNELS = 3;

/** When nothing goes wrong any more, the overview has every part, and agrees with the functions that it sums up. */
export function overviewIsTrue(tools: ObserverTools): Observer {
  const { checks, simulator } = tools;
  return {
    async atRest() {
      const before = await knownFacts(tools);
      const { overview } = await ask<OverviewAnswer>(tools, 'doctor', { overview: true });
      const after = await knownFacts(tools);
      checks.expect(NAME, overview?.problems.length === 0, () => JSON.stringify(overview));
      const found = JSON.stringify([overview?.heldChannels, overview?.deadLetters]);
      // Scheduled runs go on in between, and the overview does not count many letters.
      const isComparable = before === after && overview?.deadLetters.hasMore === false;
      checks.expect(NAME, !isComparable || found === before, () => `${found}, expected ${before}`);
      for (const { arn } of simulator.channels().slice(0, CHANNELS)) {
        const question = { metadata: arn };
        const { metadata } = await ask<ChannelMetadataAnswer>(tools, 'explainChannels', question);
        const isAnswered = metadata?.channelArn === arn && metadata.messages.length <= 50;
        checks.expect(NAME, isAnswered, () => `metadata: ${JSON.stringify(metadata)}`, arn);
      }
    },
  };
}

async function knownFacts(tools: ObserverTools): Promise<string> {
  const { stopped } = await ask<CleanupStatus>(tools, 'deleteDueChannels', { status: true });
  const letters = await ask<LetterCount>(tools, 'getDeadLetters', { count: true });
  return JSON.stringify([stopped?.channels ?? 0, letters]);
}
