import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { pages, ROOT } from '../../scripts/docs/pages.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { makeProgram } from '../../src/cli/program.ts';

// docs/command-line.md has a section for each command. Its tables and its first sentence are the texts
// of the help, so that a reader finds the same words in both.

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const open = () => expect.fail('no command runs here');
const program = makeProgram({ out: new PassThrough(), err: new PassThrough() }, COMMANDS, open);
const allPages = await pages();
const reference = read('docs/command-line.md');

interface DocumentedCommand {
  command: Command;
  /** The words that select it, for example `sessions list`. */
  path: string[];
}

const commands = runnableCommands(program);
const globalOptions = visibleOptions(program);

function runnableCommands(parent: Command, path: string[] = []): DocumentedCommand[] {
  const documented = parent.commands.filter((command) => command.name() !== 'help');
  return documented.flatMap((command) => {
    const words = [...path, command.name()];
    return command.commands.length > 0
      ? runnableCommands(command, words)
      : [{ command, path: words }];
  });
}

function visibleOptions(command: Command) {
  return command.createHelp().visibleOptions(command);
}

/** `sessions show <channel> [stream]` */
function usageOf({ command, path }: DocumentedCommand): string {
  const texts = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [...path, ...texts].join(' ');
}

/** The text between a heading and the next heading. */
function section(heading: string): string {
  const [, text = ''] = reference.split(`\n${heading}\n`);
  return text.split(/^#/m)[0] ?? '';
}

function tableRows(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('| `'));
}

const row = (name: string, description: string) => `| \`${name}\` | ${description} |`;

describe('docs/command-line.md', () => {
  test('has one section for each command, and none for a command that does not exist', () => {
    const documented = [...reference.matchAll(/^### `(.+)`$/gm)].map(([, usage]) => usage);
    expect(documented).toEqual(commands.map(usageOf));
  });

  test.each(commands.map((each) => [usageOf(each), each.command] as const))(
    'describes "%s", its arguments and its options as the help does',
    (usage, command) => {
      const text = section(`### \`${usage}\``);
      expect(text.trimStart().split('\n')[0]).toBe(command.description());
      const options = visibleOptions(command).filter(({ long }) => long !== '--help');
      expect(tableRows(text)).toEqual([
        ...command.registeredArguments.map((each) => row(each.name(), each.description)),
        ...options.map(({ flags, description }) => row(flags, description)),
      ]);
    },
  );

  test('lists the global options as the help does', () => {
    expect(tableRows(section('## Global options'))).toEqual(
      globalOptions.map(({ flags, description }) => row(flags, description)),
    );
  });
});

describe('examples in the pages', () => {
  const examples = allPages.flatMap((page) =>
    [...read(page).matchAll(/npx ivs-autopilot ([a-z-][^`#|>\n)]+)/g)].map(
      ([, line = '']) => [page, line.trim()] as const,
    ),
  );

  test('exist', () => {
    expect(examples.length).toBeGreaterThan(10);
  });

  test.each(examples)('%s: "%s" has an existing command and existing options', (_, line) => {
    const words = line.split(/\s+/);
    const named = commands.find(({ path }) => path.every((word, i) => words[i] === word));
    const options = [...globalOptions, ...(named ? visibleOptions(named.command) : [])];
    const known = options.flatMap(({ long, short }) => [long, short]);
    if (!line.startsWith('help') && !line.startsWith('--')) expect(named).toBeDefined();
    for (const word of words) if (word.startsWith('-')) expect(known).toContain(word.split('=')[0]);
  });
});
