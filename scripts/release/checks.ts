import { hasEntries, unreleased } from './changelog.ts';

/** What a release depends on, besides its tests. */
export interface State {
  branch: string;
  /** What `git status --porcelain` prints. */
  status: string;
  tags: readonly string[];
  changelog: string;
  /** The text of package-lock.json. */
  lock: string;
  /** In package.json. */
  version: string;
  next: string;
}

export const tagOf = (version: string): string => `v${version}`;

/** Why there can be no release now: one sentence for each reason. */
export function problemsOf(state: State): string[] {
  const { branch, status, tags, changelog, lock, version, next } = state;
  const locked = JSON.parse(lock) as { version?: string };
  const reasons: [boolean, string][] = [
    [branch !== 'main', `branch: expected main, received ${branch}`],
    [status !== '', `working tree: expected no changes, received\n${status}`],
    [tags.includes(tagOf(next)), `tag: ${tagOf(next)} exists already`],
    [
      !hasEntries(unreleased(changelog)),
      'CHANGELOG.md: expected entries in the section Unreleased',
    ],
    [
      /"resolved": *"(?!file:)/.test(lock),
      'package-lock.json: expected no host of a registry (`resolved`), found one. .npmrc prevents it: install again',
    ],
    [
      locked.version !== version,
      `package-lock.json: expected version ${version}, received ${locked.version}`,
    ],
  ];
  return reasons.filter(([wrong]) => wrong).map(([, reason]) => reason);
}

/** package.json or package-lock.json with another version, and nothing else changed. */
export function withVersion(json: string, version: string): string {
  const content = JSON.parse(json) as { version: string; packages?: Record<string, object> };
  content.version = version;
  const own = content.packages?.[''];
  if (own) Object.assign(own, { version });
  return `${JSON.stringify(content, null, 2)}\n`;
}
