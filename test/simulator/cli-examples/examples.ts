/** One example of the AWS CLI's documentation: a command and what it prints. */
export interface Example {
  /** The file and the number of the example in it, such as `update-channel 7`. */
  name: string;
  title: string;
  /** The command as written, with its line breaks. */
  command: string;
  /** What it prints, as written; empty for a command that prints nothing. */
  output: string;
}

const INDENT = /^ {4}/gm;

/**
 * Reads the examples of a file in reStructuredText: a title between asterisks, then an indented block with the
 * command, then `Output::` with an indented block, or a sentence which says that there is no output.
 *
 * @param file without its extension
 */
export function parseExamples(file: string, text: string): Example[] {
  const sections = text
    .replaceAll('\r\n', '\n')
    .split(/^\*\*(.+)\*\*[ \t]*$/m)
    .slice(1);
  const found: Example[] = [];
  for (let i = 0; i + 1 < sections.length; i += 2) {
    const [title = '', body = ''] = sections.slice(i, i + 2);
    const [command, printed] = indentedBlocks(body);
    if (command === undefined || !command.startsWith('aws ')) continue;
    const output = /^Output::/m.test(body) ? (printed ?? '') : '';
    found.push({ name: `${file} ${found.length + 1}`, title, command, output });
  }
  return found;
}

/** @returns the indented blocks of a text, without the indent of four spaces. Blank lines may be inside. */
function indentedBlocks(text: string): string[] {
  const blocks = text.split(/^(?! {3}|[ \t]*$).*$/m);
  return blocks.map((block) => block.replaceAll(INDENT, '').trim()).filter((block) => block !== '');
}
