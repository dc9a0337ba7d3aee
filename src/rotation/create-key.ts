import type { Tags } from '../channels/policy.ts';
import type { IvsApi } from '../ivs/api.ts';
import type { StreamKeyValue } from '../ivs/stream-key-value.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { sdkFailure } from '../platform/sdk-failure.ts';

/** The key that the channel has now. */
export interface NewKey {
  arn: string;
  /**
   * Whether this call created it: CreateStreamKey answered so, or its response was lost and ListStreamKeys showed the
   * key afterwards. If not, there was a key already.
   */
  createdHere: boolean;
  /** Present only if CreateStreamKey answered with it. */
  value?: StreamKeyValue;
}

const MAX_TRIES = 3;

/**
 * Creates a channel's stream key. When it is unknown whether CreateStreamKey was carried out, this reads
 * ListStreamKeys before it tries again, up to three times. The caller has just seen that the channel has no key.
 *
 * @param oldTags tags of the key that the new one replaces; the new key gets them
 * @param oldKeyArns keys that ListStreamKeys may still show, and that are not the new one
 * @returns `gone` if the channel does not exist; `failed` if ListStreamKeys shows no new key
 * @throws what IVS answered, if it refused, or if the outcome is still unknown after the last try
 */
export async function createKey(
  ivs: Pick<IvsApi, 'createStreamKey' | 'listStreamKeys'>,
  channelArn: string,
  oldTags: Tags = {},
  oldKeyArns: readonly string[] = [],
): Promise<NewKey | 'gone' | 'failed'> {
  let createdHere = false;
  for (let tries = 1; ; tries++) {
    try {
      const created = await ivs.createStreamKey(channelArn, ownTags(oldTags));
      if (created.outcome === 'gone') return 'gone';
      if (created.outcome === 'created') {
        return { arn: created.arn, createdHere: true, value: created.value };
      }
    } catch (error) {
      const unknown = sdkFailure(error) === 'unknown' && !(error instanceof OutOfTimeError);
      if (!unknown || tries === MAX_TRIES) throw error;
      createdHere = true;
    }
    const keys = await ivs.listStreamKeys(channelArn);
    if (!keys) return 'gone';
    const arn = keys.map((key) => key.arn).find((each) => each && !oldKeyArns.includes(each));
    if (arn) return { arn, createdHere };
    if (tries === MAX_TRIES) return 'failed';
  }
}

/**
 * The tags that the new key can get. AWS refuses `aws:` tags from a caller. CloudFormation sets three of
 * them on a key that it creates. If they were sent, CreateStreamKey would fail after the old key was
 * deleted.
 */
function ownTags(tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !/^aws:/i.test(key)));
}
