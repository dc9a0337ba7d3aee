import type { PassDeps } from '../channels/due-pass.ts';
import { readPolicy, type Tags } from '../channels/policy.ts';
import type { ChannelRecord, Evidence, KnownKey } from '../channels/record.ts';
import { classifyFailure } from '../ivs/failure.ts';
import { isoTime } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { KEY_CHECK_MS, type RotationDecision } from './decide.ts';
import type { RotationReport } from './report.ts';

/**
 * What making a key came to. `changed`: the streams moved on, nothing was done; `unsure`: not even a
 * second look showed a key, the next run goes on.
 */
export type Made = 'rotated' | 'created' | 'adopted' | 'gone' | 'changed' | 'unsure';

type Rotate = Extract<RotationDecision, { do: 'rotate' }>;
type NewKey = { arn: string; ours: boolean };

const NOT_DONE: Record<string, Made> = { gone: 'gone', kept: 'changed' };

/**
 * The time that a rotation must have left when it begins: the deletion's turn and answer (5 s), and a
 * creation that starts 5.5 s before the invocation is cut. Cut off in between, the channel has no key
 * until the next run.
 */
const ROOM_MS = 12_000;
/** CreateStreamKey is tried this often in one run when its outcome is unknown, with a look in between. */
const MAX_TRIES = 3;

/** Replaces, makes and notes one channel's stream key. Its value is never seen here. */
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
    { keyArn, reason, end }: Rotate,
    validUntil: number,
  ): Promise<Made> {
    const { clock, deadline } = this.deps;
    if (clock.now() > deadline - ROOM_MS)
      throw new OutOfTimeError('no time left to replace a key; the next run goes on');
    const evidence = { reason, record, tags, oldKeyArn: keyArn };
    const { outcome } = await this.report.acted('rotate-key', evidence, async () => {
      // A start may have been noted while IVS was asked, which may not know of it yet.
      const { rotating = null } = record;
      if (!(await this.deps.channels.amend(record, { rotating }))) return { outcome: 'kept' };
      const notAfter = Math.min(validUntil, deadline - ROOM_MS);
      await this.deps.ivs.deleteStreamKey(keyArn, notAfter);
      return this.makeAndNote(record, tags, end);
    });
    return this.told(outcome, 'rotated');
  }

  /** Gives a channel without a key one: the end of a rotation that was cut off, or a first one. */
  async create(record: ChannelRecord, tags: Tags): Promise<Made> {
    const evidence = { reason: 'no-key' as const, record, tags };
    const { outcome } = await this.report.acted('create-key', evidence, () =>
      this.makeAndNote(record, tags, record.rotating?.end),
    );
    return this.told(outcome, 'created');
  }

  /** Notes the key of a rotation that was cut off after the key had been created. */
  async adopt(record: ChannelRecord, tags: Tags, keyArn: string): Promise<Made> {
    const evidence = { reason: 'cut-off' as const, record, tags };
    const end = record.rotating?.end;
    await this.report.acted('rotate-key', evidence, async () => {
      await this.note(record, tags, { arn: keyArn, ours: false }, end);
      return { outcome: 'done', result: { keyArn } };
    });
    return this.told('done', 'adopted');
  }

  private told(outcome: string, done: Made): Made {
    const made = outcome === 'done' ? done : (NOT_DONE[outcome] ?? 'unsure');
    this.report.count(made);
    this.deps.log.info('stream key changed', { channelArn: this.channelArn, result: made });
    return made;
  }

  private async makeAndNote(record: ChannelRecord, tags: Tags, end: Evidence | undefined) {
    const key = await this.make(ownTags(record.rotating?.tags), record.rotating?.keyArn);
    if (typeof key === 'string') return { outcome: key };
    await this.note(record, tags, key, end);
    return { outcome: 'done' as const, result: { keyArn: key.arn } };
  }

  /** Creates a key; where it is not known whether that was done, looks before it tries again. */
  private async make(
    keyTags: Record<string, string>,
    oldKeyArn: string | undefined,
  ): Promise<NewKey | 'gone' | 'failed'> {
    const { ivs } = this.deps;
    for (let tries = 1; ; tries++) {
      try {
        const made = await ivs.createStreamKey(this.channelArn, keyTags);
        if (made.outcome === 'created') return { arn: made.arn, ours: true };
        if (made.outcome === 'gone') return 'gone';
      } catch (error) {
        const unknown = classifyFailure(error) === 'unknown' && !(error instanceof OutOfTimeError);
        if (!unknown || tries === MAX_TRIES) throw error;
      }
      const keys = await ivs.listStreamKeys(this.channelArn);
      if (!keys) return 'gone';
      const arn = keys.map((key) => key.arn).find((each) => each && each !== oldKeyArn);
      if (arn) return { arn, ours: false };
      if (tries === MAX_TRIES) return 'failed';
    }
  }

  /**
   * Notes the new key. Should the channel's streams have moved on meanwhile, the mark stays as they
   * left it, and the next run looks again.
   */
  private async note(
    record: ChannelRecord,
    tags: Tags,
    { arn, ours }: NewKey,
    end: Evidence | undefined,
  ): Promise<void> {
    const { channels, clock } = this.deps;
    const now = clock.now();
    const { rotating } = record;
    const key: KnownKey = {
      arn,
      // A key found after the intent was written is no older than that.
      since: ours ? isoTime(now) : (rotating?.at ?? isoTime(now)),
      created: ours || rotating !== undefined,
    };
    const changes = { key, rotating: null, ...(end && { handledEnd: end }) };
    const rotationDueAt = isoTime(now + this.nextLook(tags));
    const rotationSaid = null;
    const calm = await channels.amend(record, { ...changes, rotationDueAt, rotationSaid });
    if (!calm) await channels.amend(record, changes, 'always');
  }

  private nextLook(tags: Tags): number {
    const { rotateKey } = readPolicy(tags);
    if (rotateKey.state !== 'set' || rotateKey.value.on !== 'age') return KEY_CHECK_MS;
    return Math.min(rotateKey.value.ageMs, KEY_CHECK_MS);
  }
}

/**
 * The tags that a new key can be given. AWS itself sets `aws:` tags (a key that CloudFormation made has
 * three) and refuses them of anybody else: the key would be gone and none could be made.
 */
function ownTags(tags: Tags = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !/^aws:/i.test(key)));
}
