/** The metric that counts how often an operator should look. It has the dimension `stage` only. */
export const ATTENTION_NEEDED = 'AttentionNeeded';

/** Metrics of which one value is enough that an operator should look, and the dimension that it must have for that. */
const NEED_ATTENTION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CleanupStopped: {},
  DeadLetters: {},
  MetadataDenied: {},
  RotationLimited: {},
  StreamKeyHandOver: { result: 'failed' },
  StreamKeyLongOverdue: {},
};

/** @param dimensions the values of the metric's dimensions, by their names */
export function needsAttention(
  metric: string,
  dimensions: Readonly<Record<string, unknown>>,
): boolean {
  const required = NEED_ATTENTION[metric];
  if (!required) return false;
  return Object.entries(required).every(([name, value]) => dimensions[name] === value);
}
