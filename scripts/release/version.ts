/** What a release may be asked for: a step from the present version, or a version. */
export const STEPS = ['major', 'minor', 'patch'] as const;
export type Step = (typeof STEPS)[number];

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/**
 * The version of the next release. Versions have three numbers: there are no pre-releases.
 *
 * @param current the version in package.json
 * @param wanted a step, or a version
 * @throws Error if `wanted` is neither, or is not higher than `current`
 */
export function nextVersion(current: string, wanted: string): string {
  const [major, minor, patch] = numbersOf('package.json: version', current);
  if (wanted === 'major') return `${major + 1}.0.0`;
  if (wanted === 'minor') return `${major}.${minor + 1}.0`;
  if (wanted === 'patch') return `${major}.${minor}.${patch + 1}`;
  const next = numbersOf('version', wanted);
  const difference = [next[0] - major, next[1] - minor, next[2] - patch].find((n) => n !== 0) ?? 0;
  if (difference <= 0)
    throw new Error(`version: expected one above ${current}, received "${wanted}"`);
  return wanted;
}

function numbersOf(field: string, version: string): [number, number, number] {
  const [, major, minor, patch] = VERSION.exec(version) ?? [];
  if (major === undefined)
    throw new Error(
      `${field}: expected ${STEPS.join(', ')}, or a version such as 1.2.3, received "${version}"`,
    );
  return [Number(major), Number(minor), Number(patch)];
}
