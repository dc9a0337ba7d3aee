import type { CleanupReason, RotationReason } from '../channels/audit-reason.ts';
import type { Policy } from '../channels/policy.ts';
import type { CleanupRules } from '../cleanup/decide.ts';
import type { RotationSettings } from '../rotation/settings.ts';
import { formatDuration } from './duration-text.ts';
import type { Forecast } from './forecast.ts';

/** How long the grace period is, and what sets it. Empty if the channel will not be deleted. */
export function graceSentences(
  { action }: Forecast<CleanupReason>,
  { autoDelete, keys }: Policy,
  { defaultGraceMs }: CleanupRules,
): string[] {
  if (!action || autoDelete.state !== 'set') return [];
  const isDefault = autoDelete.value === 'default';
  const source = isDefault ? 'the setting cleanupDefaultGrace' : `the tag ${keys.autoDelete}`;
  const graceMs = autoDelete.value === 'default' ? defaultGraceMs : autoDelete.value;
  if (graceMs === 0) return [`There is no grace period after a stream, by ${source}.`];
  return [`The grace period after a stream is ${formatDuration(graceMs)}, by ${source}.`];
}

/** When the key is replaced, and what sets it. Empty if the key will not be replaced. */
export function rotationRuleSentences(
  { action }: Forecast<RotationReason>,
  { rotateKey, keys }: Policy,
  { endGraceMs }: RotationSettings,
): string[] {
  if (action !== 'rotate-key' || rotateKey.state !== 'set') return [];
  const { value: rule } = rotateKey;
  const when =
    rule.on === 'age' ? `when it is ${formatDuration(rule.ageMs)} old` : 'after each stream';
  return [
    `The key is replaced ${when}, by the tag ${keys.rotateKey}.`,
    endGraceMs === 0
      ? 'It is replaced as soon as the stream has ended, by the setting rotationEndGrace.'
      : `It is not replaced earlier than ${formatDuration(endGraceMs)} after a stream, by the setting rotationEndGrace.`,
  ];
}
