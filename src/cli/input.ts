import type { CliEnvironment } from './cli-environment.ts';

/** Says what the program waits for if nothing has come after this time, ms. */
const HINT_AFTER_MS = 1_000;
const HINT = 'reading JSON from standard input …\n';

/** Returns the `readInput` of a context. Without the hint, a program would wait without a word for an open pipe. */
export function inputReader({
  input,
  err,
}: Pick<CliEnvironment, 'input' | 'err'>): () => Promise<string> {
  return async () => {
    const hint = setTimeout(() => err.write(HINT), HINT_AFTER_MS);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of input) {
        clearTimeout(hint);
        chunks.push(Buffer.from(chunk));
      }
    } finally {
      clearTimeout(hint);
    }
    return Buffer.concat(chunks).toString('utf8');
  };
}
