import type { PassDeps } from '../channels/pass.ts';
import type { Tags } from '../channels/policy.ts';
import type {
  ChannelRecord,
  KeyAnnouncement,
  KnownKey,
  PendingRotation,
} from '../channels/record.ts';
import type { StreamKeyValue } from '../ivs/stream-key-value.ts';
import { isoTime } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import type { RotationDecision } from './decide.ts';
import { makeKey, type NewKey } from './make-key.ts';
import type { RotationReport } from './report.ts';

/**
 * What making a key came to. `changed`: the streams moved on, nothing was done; `unsure`: not even a
 * second look showed a key, the next run goes on.
 */
export type MadeWord = 'rotated' | 'created' | 'adopted' | 'gone' | 'changed' | 'unsure';

export interface Made {
  word: MadeWord;
  /** The new key, of which nobody was told yet. */
  news?: KeyAnnouncement;
  value?: StreamKeyValue;
}

type Rotate = Extract<RotationDecision, { do: 'rotate' }>;

const NOT_DONE: Record<string, MadeWord> = { gone: 'gone', kept: 'changed' };

/**
 * The time that a rotation must have left when it begins: the deletion's turn and answer (5 s), and a
 * creation that starts 5.5 s before the invocation is cut. Cut off in between, the channel has no key
 * until the next run.
 */
const ROOM_MS = 12_000;
/** The next run tells of a key, if this one is cut off before it could, ms. */
export const TELL_AGAIN_MS = 30_000;

/** Replaces, makes and notes one channel's stream key. Its value is passed on, and never looked at. */
export class KeyMaker {
  constructor(
    private readonly channelArn: string,
    private readonly deps: PassDeps,
    private readonly report: RotationReport,
  ) {}

  /**
   * Deletes the decided key and creates the next. The intent stands on the record already.
   *
   * @param validUntil when the last look at the channel is too old to delete by, ms since the epoch
   * @throws OutOfTimeError, with the old key in its place, if the time might not suffice for the next
   */
  async rotate(
    record: ChannelRecord,
    tags: Tags,
    { keyArn, reason }: Rotate,
    validUntil: number,
  ): Promise<Made> {
    const { clock, deadline } = this.deps;
    if (clock.now() > deadline - ROOM_MS)
      throw new OutOfTimeError('no time left to replace a key; the next run goes on');
    const evidence = { reason, record, tags, oldKeyArn: keyArn };
    const acted = await this.report.acted<Acted>('rotate-key', evidence, async () => {
      // A start may have been noted while IVS was asked, which may not know of it yet.
      const { pendingRotation = null } = record;
      if (!(await this.deps.channels.update(record, { pendingRotation }, 'rotation')))
        return { outcome: 'kept' };
      const notAfter = Math.min(validUntil, deadline - ROOM_MS);
      await this.deps.ivs.deleteStreamKey(keyArn, notAfter);
      return this.makeAndNote(record);
    });
    return this.made(acted, 'rotated');
  }

  /** Gives a channel without a key one: the end of a rotation that was cut off, or a first one. */
  async create(record: ChannelRecord, tags: Tags, reason: 'no-key' | 'cut-off'): Promise<Made> {
    const evidence = { reason, record, tags };
    const acted = await this.report.acted('create-key', evidence, () => this.makeAndNote(record));
    return this.made(acted, 'created');
  }

  /** Notes the key of a rotation that was cut off after the key had been created. */
  async adopt(record: ChannelRecord, tags: Tags, keyArn: string): Promise<Made> {
    const evidence = { reason: 'cut-off' as const, record, tags };
    const acted = await this.report.acted<Acted>('rotate-key', evidence, async () => {
      const news = await this.note(record, { arn: keyArn, ours: false });
      return { outcome: 'done', result: { keyArn }, news };
    });
    return this.made(acted, 'adopted');
  }

  private made(acted: Acted, done: MadeWord): Made {
    const { outcome, news, value } = acted;
    const word = outcome === 'done' ? done : (NOT_DONE[outcome] ?? 'unsure');
    this.report.count(word);
    this.deps.log.info('stream key changed', { channelArn: this.channelArn, result: word });
    return { word, ...(news && { news }), ...(value && { value }) };
  }

  private async makeAndNote(record: ChannelRecord): Promise<Acted> {
    const { pendingRotation } = record;
    const old = pendingRotation ? [pendingRotation.keyArn] : [];
    const key = await makeKey(this.deps.ivs, this.channelArn, pendingRotation?.tags, old);
    if (typeof key === 'string') return { outcome: key };
    const news = await this.note(record, key);
    const { arn: keyArn, value } = key;
    return { outcome: 'done', result: { keyArn }, news, ...(value && { value }) };
  }

  /**
   * Notes the new key, and that nobody was told of it yet. Should the channel's streams have moved on
   * meanwhile, the mark stays as they left it, and the next run looks again.
   */
  private async note(record: ChannelRecord, key: NewKey): Promise<KeyAnnouncement> {
    const { channels, clock } = this.deps;
    const now = clock.now();
    const { pendingRotation } = record;
    const known = knownKey(key, pendingRotation, now);
    const pendingAnnouncement: KeyAnnouncement = {
      keyArn: key.arn,
      ...(pendingRotation && { oldKeyArn: pendingRotation.keyArn }),
      reason: pendingRotation ? (pendingRotation.reason ?? 'cut-off') : 'no-key',
      at: known.since,
    };
    const end = pendingRotation?.end;
    const changes = {
      key: known,
      pendingRotation: null,
      pendingAnnouncement,
      ...(end && { handledEnd: end }),
    };
    const rotationDueAt = isoTime(now + TELL_AGAIN_MS);
    const calm = await channels.update(record, {
      ...changes,
      rotationDueAt,
      lastRotationDecision: null,
    });
    if (!calm) await channels.update(record, changes, 'always');
    return pendingAnnouncement;
  }
}

interface Acted {
  outcome: 'done' | 'gone' | 'failed' | 'kept';
  result?: { keyArn: string };
  news?: KeyAnnouncement;
  value?: StreamKeyValue;
}

/** A key that was found after the intent was written is no older than that. */
function knownKey(
  { arn, ours }: NewKey,
  pendingRotation: PendingRotation | undefined,
  now: number,
): KnownKey {
  const since = ours ? isoTime(now) : (pendingRotation?.at ?? isoTime(now));
  return { arn, since, created: ours || pendingRotation !== undefined };
}
