const UNITS = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'm' },
  { ms: 1_000, name: 's' },
] as const;

/**
 * A duration in its two largest units: `3d 04h`, `1h 02m`, `2m 05s`, `45s`. Below 10 s it has a tenth:
 * `1.2s`. Durations are rounded down.
 *
 * @param ms milliseconds; the text of a negative duration starts with `-`
 */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 10_000) return `${Number((Math.floor(ms / 100) / 10).toFixed(1))}s`;
  const index = UNITS.findIndex((unit) => ms >= unit.ms);
  const [large, small] = [UNITS[index] ?? UNITS[3], UNITS[index + 1]];
  const count = `${Math.floor(ms / large.ms)}${large.name}`;
  if (!small) return count;
  const rest = Math.floor((ms % large.ms) / small.ms);
  return `${count} ${String(rest).padStart(2, '0')}${small.name}`;
}

/** A duration with its sign: `+1m 05s`, `-0.4s`. @param ms milliseconds */
export function formatOffset(ms: number): string {
  const text = formatDuration(ms);
  return text.startsWith('-') ? text : `+${text}`;
}
