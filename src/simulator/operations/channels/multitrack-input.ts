import { serviceError } from '../../model/service-error.ts';
import type { Channel, MultitrackInputConfiguration } from '../../state/resources.ts';

type Input = Partial<MultitrackInputConfiguration>;

/** The configuration of a channel that was created without one. */
const WITHOUT_MULTITRACK: MultitrackInputConfiguration = {
  enabled: false,
  maximumResolution: 'FULL_HD',
  policy: 'ALLOW',
};

/**
 * @returns the configuration of a new channel
 * @throws ServiceError ValidationException for `enabled: true` without the members that it requires
 */
export function newMultitrackInput(input: Input = {}): MultitrackInputConfiguration {
  if (input.enabled) {
    for (const member of ['maximumResolution', 'policy'] as const) {
      if (input[member] === undefined)
        throw refusal(`multitrackInputConfiguration.${member}`, 'Member must not be null');
    }
  }
  return { ...WITHOUT_MULTITRACK, ...input };
}

/**
 * Checks that a channel, as it will be, can have multitrack input if that is enabled.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_MultitrackInputConfiguration.html
 * @throws ServiceError ValidationException
 */
export function requireMultitrackFits({
  type,
  containerFormat,
  multitrackInputConfiguration,
}: Channel): void {
  if (!multitrackInputConfiguration.enabled) return;
  if (type !== 'STANDARD') throw refusal('type', 'Member must be STANDARD for multitrack input');
  if (containerFormat === 'FRAGMENTED_MP4') return;
  throw refusal('containerFormat', 'Member must be FRAGMENTED_MP4 for multitrack input');
}

function refusal(member: string, constraint: string): Error {
  const message = `Value at '${member}' failed to satisfy constraint: ${constraint}`;
  return serviceError('ValidationException', `1 validation error detected: ${message}`);
}
