import { errorName } from '../platform/errors.ts';
import { sdkFailure } from '../platform/sdk-failure.ts';

/**
 * Whether the same request may succeed later without any change: it was throttled, got no response, or the
 * service failed. Expired credentials count too, because the SDK gets new ones. Other refusals (no
 * permission, no such queue) last until somebody corrects the cause.
 *
 * @param error anything that `send` of an AWS SDK client throws
 */
export const isTransient = (error: unknown): boolean =>
  sdkFailure(error) !== 'refused' || errorName(error).includes('ExpiredToken');
