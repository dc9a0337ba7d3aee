// What tags mean, written down again: this must not use the code that it judges.

export type Tags = Readonly<Record<string, string>>;

const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns undefined for a text that is not a duration */
export function durationMs(text: string | undefined): number | undefined {
  const [, digits, unit = ''] = /^([1-9]\d*)([smhd])$/.exec(text ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits) * (UNIT_MS[unit] ?? 0);
}

/** A tag that protects, or that may be a misspelt one that does. */
export function isProtected(tags: Tags): boolean {
  return Object.keys(tags).some(
    (key) =>
      /^autopilot:/i.test(key) && key !== 'autopilot:auto-delete' && key !== 'autopilot:rotate-key',
  );
}

/** The owner wants the channel to be deleted. */
export function mayDelete(tags: Tags): boolean {
  const value = tags['autopilot:auto-delete'];
  return !isProtected(tags) && (value === 'true' || durationMs(value) !== undefined);
}

/** The owner wants the key to be rotated. */
export function mayRotate(tags: Tags): boolean {
  const value = tags['autopilot:rotate-key'];
  return !isProtected(tags) && (value === 'on-end' || durationMs(value) !== undefined);
}
