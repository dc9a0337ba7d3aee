import type { TagKeys } from '../../src/channels/policy.ts';
import { type AuditTrail, dynamoAuditTrail } from '../../src/explain/audit-trail.ts';
import {
  type ExplainDeps,
  explainChannel,
  explainChannels,
} from '../../src/explain/explain-channels.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import type { PlanAnswer } from '../../src/explain/plan.ts';
import { readChannelMetadata } from '../../src/metadata/history/channel-metadata.ts';
import type { Mode } from '../../src/settings/mode.ts';
import { autopilot, MINUTE } from './autopilot.ts';
import type { memoryAuditLog } from './channels.ts';
import type { IvsWorldOptions } from './ivs/world.ts';
import { memoryTable } from './memory-table/memory-table.ts';
import { TAG_KEYS } from './tag-keys.ts';

interface ExplainOptions {
  defaultGraceMs?: number;
  endGraceMs?: number;
  neverLiveMs?: number;
  mode?: Mode;
  ivs?: IvsWorldOptions;
  tagKeys?: TagKeys;
}

const METADATA = { history: 'on', gapMs: 210 } as const;

/** The world of `autopilot()`, and explanations of it. */
export function explaining({
  defaultGraceMs = 10 * MINUTE,
  endGraceMs = 5 * MINUTE,
  neverLiveMs = 0,
  mode = 'apply',
  ivs: ivsOptions = {},
  tagKeys = TAG_KEYS,
}: ExplainOptions = {}) {
  const world = autopilot({ defaultGraceMs, endGraceMs, neverLiveMs, ivs: ivsOptions, tagKeys });
  const { ivs, channels, sessions, revocations, stops, channelCounts, clock, log, metrics, audit } =
    world;
  const { table: metadataTable } = memoryTable();
  const deps: ExplainDeps = {
    ...{ ivs, sessions, clock, log, metrics, tagKeys },
    revocations: { get: revocations.get },
    stops: { pending: stops.pending },
    channelCounts: { last: channelCounts.last },
    // Only methods that read: an explanation cannot write.
    channels: { get: channels.get },
    trail: memoryTrail(audit),
    accountRegion: { region: 'us-west-2', account: '123456789012' },
    metadata: (arn) => readChannelMetadata(arn, metadataTable, METADATA, clock.now()),
    settings: {
      cleanup: { mode, defaultGraceMs, neverLiveMs },
      rotation: { mode, endGraceMs, limitWindowMs: 1_440 * MINUTE },
    },
  };
  return {
    ...{ ...world, metadataTable },
    ask: (input: unknown) => explainChannels(input, deps),
    /** @throws if the channel is gone */
    async explain(arn: string): Promise<Explanation> {
      const answer = await explainChannel(arn, deps);
      if ('gone' in answer) throw new Error(`${arn} is gone`);
      return answer;
    },
    plan: (nextToken?: string) =>
      explainChannels({ plan: true, ...(nextToken && { nextToken }) }, deps) as Promise<PlanAnswer>,
  };
}

/** Reads the audit that the log has stored. */
export const memoryTrail = ({ memory }: ReturnType<typeof memoryAuditLog>): AuditTrail =>
  dynamoAuditTrail(memory.table);
