import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = 'events';
const ROW = /^\| `([\w-]+\.json)` \|([^|]*)\|/;

export interface Sample {
  file: string;
  /** The functions that receive the event, according to events/README.md. */
  functions: string[];
  /** The content of the file. */
  event: Record<string, unknown>;
}

export const sampleFiles = (): string[] =>
  readdirSync(DIRECTORY).filter((file) => file.endsWith('.json'));

/** The rows of the tables in events/README.md, in order, with the content of each file. */
export function samples(): Sample[] {
  const lines = readFileSync(join(DIRECTORY, 'README.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, file, functions = ''] = ROW.exec(line) ?? [];
    if (file === undefined) return [];
    const names = functions.split(',').map((name) => name.trim());
    return [{ file, functions: names.filter(Boolean), event: readSample(file) }];
  });
}

function readSample(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8'));
}
