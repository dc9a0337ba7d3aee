/**
 * What `GET /console/api/export` downloads, as newline-delimited JSON: with `stream`, that session of the channel with its time line
 * (one line, as `sessions show --json` prints it); else sessions, one a line, as `sessions export` prints them.
 */
export interface ExportQuery {
  /** Id or ARN of a channel. Default: all channels. */
  channel?: string;
  stream?: string;
  /** Sessions that overlap this time or a later one: ISO 8601, or a date. Default: with a channel, all its sessions. */
  from?: string;
  /** Sessions that overlap an earlier time than this one. Default: now. */
  to?: string;
  /** Only those that failed. */
  failed?: true;
}

/** @returns the path and query of the download */
export function exportPath(query: ExportQuery): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) given.set(name, String(value));
  return `/console/api/export?${given}`;
}
