import { readFileSync } from 'node:fs';

const CENTRAL_ENTRY = Buffer.from('504b0102', 'hex');
const NAME_LENGTH_AT = 28;
const NAME_AT = 46;

/** The names of a zip file's entries, in order, from its central directory (PKWARE APPNOTE 4.3.12). */
export function zipEntries(file: string): string[] {
  const zip = readFileSync(file);
  const names: string[] = [];
  let at = zip.indexOf(CENTRAL_ENTRY, centralDirectoryOf(zip));
  while (at >= 0) {
    const length = zip.readUInt16LE(at + NAME_LENGTH_AT);
    names.push(zip.toString('utf8', at + NAME_AT, at + NAME_AT + length));
    at = zip.indexOf(CENTRAL_ENTRY, at + NAME_AT + length);
  }
  return names;
}

function centralDirectoryOf(zip: Buffer): number {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  return zip.readUInt32LE(end + 16);
}
