// CHANGELOG.md, in the form of https://keepachangelog.com/en/1.1.0/.

const UNRELEASED = '## [Unreleased]';
const SECTION = /^## /m;
const ENTRY = /^- \S/m;

interface Parts {
  before: string;
  /** Without its heading. */
  section: string;
  after: string;
}

/** What users get with the next release. @throws Error if there is no section for it */
export function unreleased(changelog: string): string {
  return split(changelog).section.trim();
}

/** What a released version has changed. @throws Error if there is no section for it */
export function changesIn(changelog: string, version: string): string {
  return split(changelog, `## [${version}] `).section.replace(/^.*\n/, '').trim();
}

export function hasEntries(section: string): boolean {
  return ENTRY.test(section);
}

/**
 * The changelog in which the unreleased changes have a version and a date. An empty section for the next ones stays.
 *
 * @param date of the release, `2026-11-28`
 */
export function dated(changelog: string, version: string, date: string): string {
  const { before, section, after } = split(changelog);
  const released = `## [${version}] - ${date}\n\n${section.trim()}\n`;
  return `${before}${UNRELEASED}\n\n${released}${after && `\n${after}`}`;
}

function split(changelog: string, heading = UNRELEASED): Parts {
  const start = changelog.indexOf(heading);
  if (start < 0) throw new Error(`CHANGELOG.md: expected a section "${heading}", found none`);
  const rest = changelog.slice(start + heading.length);
  const end = rest.search(SECTION);
  const section = end < 0 ? rest : rest.slice(0, end);
  return { before: changelog.slice(0, start), section, after: end < 0 ? '' : rest.slice(end) };
}
