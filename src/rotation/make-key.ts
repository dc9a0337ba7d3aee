import type { Tags } from '../channels/policy.ts';
import type { IvsApi } from '../ivs/api.ts';
import type { StreamKeyValue } from '../ivs/stream-key-value.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { sdkFailure } from '../platform/sdk-failure.ts';

/** A key that is there now. `ours`: this call made it, else it was found. */
export interface NewKey {
  arn: string;
  ours: boolean;
  value?: StreamKeyValue;
}

/** CreateStreamKey is tried this often in one run when its outcome is unknown, with a look in between. */
const MAX_TRIES = 3;

/**
 * Creates a channel's key; where it is not known whether that was done, looks before it tries again.
 *
 * @param oldTags of the key whose place it takes
 * @param oldKeyArns keys that a look may still show, and that are not the new one
 * @returns `gone` for a channel that is gone; `failed` if not even a look showed a key
 */
export async function makeKey(
  ivs: Pick<IvsApi, 'createStreamKey' | 'listStreamKeys'>,
  channelArn: string,
  oldTags: Tags = {},
  oldKeyArns: readonly string[] = [],
): Promise<NewKey | 'gone' | 'failed'> {
  for (let tries = 1; ; tries++) {
    try {
      const made = await ivs.createStreamKey(channelArn, ownTags(oldTags));
      if (made.outcome === 'created') return { arn: made.arn, ours: true, value: made.value };
      if (made.outcome === 'gone') return 'gone';
    } catch (error) {
      const unknown = sdkFailure(error) === 'unknown' && !(error instanceof OutOfTimeError);
      if (!unknown || tries === MAX_TRIES) throw error;
    }
    const keys = await ivs.listStreamKeys(channelArn);
    if (!keys) return 'gone';
    const arn = keys.map((key) => key.arn).find((each) => each && !oldKeyArns.includes(each));
    if (arn) return { arn, ours: false };
    if (tries === MAX_TRIES) return 'failed';
  }
}

/**
 * The tags that a new key can be given. AWS itself sets `aws:` tags (a key that CloudFormation made has
 * three) and refuses them of anybody else: the key would be gone and none could be made.
 */
function ownTags(tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !/^aws:/i.test(key)));
}
