/**
 * Splits a simple command into words as a POSIX shell does: with single quotes, double quotes, backslashes, and
 * backslashes at the end of a line. It knows no expansions and no operators, which the examples do not use.
 *
 * @throws Error for a quote that is not closed, or a character with a meaning that is not supported
 */
export function shellWords(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const token = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\\n|\\([\s\S])|([^\s'"\\]+)|(\s+)|([\s\S])/g;
  for (const [whole, single, double, escaped, plain, space, rest] of command.matchAll(token)) {
    if (rest !== undefined || /[$`;|&<>()]/.test(plain ?? ''))
      throw new Error(`not a simple command, at ${JSON.stringify(whole)}: ${command}`);
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    const text = single ?? unquoted(double) ?? escaped ?? plain;
    if (text !== undefined) word = (word ?? '') + text;
  }
  return word === undefined ? words : [...words, word];
}

/** In double quotes, a backslash has a meaning only before these characters and before the end of a line. */
const unquoted = (text: string | undefined): string | undefined =>
  text?.replaceAll(/\\\n|\\(["\\$`])/g, (_, character: string | undefined) => character ?? '');
