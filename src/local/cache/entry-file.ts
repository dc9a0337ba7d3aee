import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What an entry of the cache holds: named files, and a value that JSON can express. */
export interface Content {
  value?: unknown;
  files?: ReadonlyMap<string, Uint8Array>;
}

// The format of an entry: a line with the SHA-256 of all that follows, a line of JSON (the value, and
// the name and size of each file), then the contents of the files.

const NEW_LINE = 0x0a;

interface Header {
  value?: unknown;
  files: [name: string, bytes: number][];
}

/**
 * Writes an entry so that no reader ever sees half of it: to a temporary file, which is then renamed.
 */
export function writeEntry(path: string, { value, files = new Map() }: Content): void {
  const sizes = [...files].map(([name, bytes]) => [name, bytes.length]);
  const header = Buffer.from(`${JSON.stringify({ value, files: sizes })}\n`);
  const body = Buffer.concat([header, ...files.values()]);
  const temporary = `${path}.${process.pid}.${randomUUID()}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${sha256(body)}\n`), body]));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** @returns undefined for an entry that does not exist, or that is truncated or damaged */
export function readEntry(path: string): Content | undefined {
  const stored = readIfExists(path);
  if (!stored) return undefined;
  const [checksum, body] = cutLine(stored);
  if (!body || checksum !== sha256(body)) return undefined;
  const [header = '', contents = Buffer.alloc(0)] = cutLine(body);
  const { value, files } = JSON.parse(header) as Header;
  return { value, files: cutFiles(contents, files) };
}

function cutFiles(contents: Buffer, files: Header['files']): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  let at = 0;
  for (const [name, bytes] of files) {
    found.set(name, contents.subarray(at, at + bytes));
    at += bytes;
  }
  return found;
}

function readIfExists(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function cutLine(bytes: Buffer): [line?: string, rest?: Buffer] {
  const end = bytes.indexOf(NEW_LINE);
  return end < 0 ? [] : [bytes.toString('utf8', 0, end), bytes.subarray(end + 1)];
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
