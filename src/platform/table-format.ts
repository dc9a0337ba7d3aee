import { quote } from './errors.ts';

/**
 * The format of the table's items that this code writes: 1 is the first. Raise it with a change that older code must
 * not meet: an item or attribute with another meaning, or a key in another form. Older code then refuses the table.
 * New items and new attributes need no new format, because older code ignores them. docs/upgrading.md says more.
 */
export const TABLE_FORMAT = 1;

/** Which code has written the table. */
export interface TableMark {
  format: number;
  /** The version of the package, for people. */
  version: string;
  /** When it was first written by this version, ISO 8601. */
  at: string;
}

/** The table has a newer format than the code knows. Nothing was read or written. */
export class NewerTableError extends Error {
  static override readonly name = 'NewerTableError';
  override readonly name = 'NewerTableError';
}

/**
 * Whether this code may use a table. A table without a mark is new, or was written before there were marks.
 *
 * @throws NewerTableError if newer code has written it
 */
export function checkFormat(table: string, mark: TableMark | undefined): void {
  if (mark === undefined || mark.format <= TABLE_FORMAT) return;
  throw new NewerTableError(
    `table ${table}: expected format ${TABLE_FORMAT} or older, received ${quote(mark.format)}: version ${mark.version} of ivs-autopilot has written it; deploy that version or a newer one`,
  );
}

/** Whether the mark should be written anew: another version runs now, or an older format is in the table. */
export const isOutdated = (mark: TableMark | undefined, version: string): boolean =>
  mark === undefined || mark.format < TABLE_FORMAT || mark.version !== version;
