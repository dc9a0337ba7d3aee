import { type CodeBlock, codeBlocks } from './blocks.ts';

/** A code block of a page with commands for a shell. */
export interface CommandBlock extends Omit<CodeBlock, 'language' | 'code'> {
  /** Each may take several lines. */
  commands: string[];
}

const SHELLS = ['sh', 'bash', 'shell'];

/**
 * The code blocks of a page that hold commands: those of a shell, and those whose first line begins with `$ `,
 * of which only such lines are commands.
 */
export function commandBlocks(page: string, text: string): CommandBlock[] {
  return codeBlocks(page, text).flatMap(({ language, code, ...place }) => {
    const commands = commandsIn(language, code);
    return commands.length === 0 ? [] : [{ ...place, commands }];
  });
}

function commandsIn(language: string, code: string): string[] {
  if (SHELLS.includes(language)) return joinLines(code.split('\n'));
  if (language !== '' || !code.startsWith('$ ')) return [];
  return code.split('\n').flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []));
}

/** Joins the lines of a command that goes on: after a backslash or a pipe, or within quotes. */
function joinLines(lines: string[]): string[] {
  const commands: string[] = [];
  let command = '';
  for (const line of lines) {
    command += (command === '' ? '' : '\n') + line;
    if (isOpen(command)) continue;
    if (withoutComment(command).trim() !== '') commands.push(command);
    command = '';
  }
  if (command !== '') throw new Error(`a command does not end: ${command}`);
  return commands;
}

const isOpen = (command: string): boolean =>
  (command.match(/(?<!\\)'/g)?.length ?? 0) % 2 === 1 ||
  /[\\|]$/.test(withoutComment(command).trimEnd());

const withoutComment = (command: string): string => command.replace(/(^|\s)#\s[^\n]*$/, '');
