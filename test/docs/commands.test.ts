import { expect, test } from 'vitest';
import { commandBlocks } from './support/commands.ts';

const page = (...lines: string[]) => commandBlocks('a.md', lines.join('\n'));

test('each command of a shell block is found, also over several lines', () => {
  const commands = [
    'npm ci   # installs',
    "aws x \\\n  --payload '{\n}' y",
    'sed "s/a/b/" file |      # a comment\n  cat',
  ];
  expect(page('text', '', '```sh', ...commands, '# only a comment', '', '```')).toEqual([
    { page: 'a.md', line: 4, commands },
  ]);
});

test('in a block of another kind, the lines with a prompt are the commands', () => {
  expect(page('```', '$ ls -l', 'output', '$ ls', '```')[0]?.commands).toEqual(['ls -l', 'ls']);
  expect(page('```', 'output', '```', '```json', '$ {}', '```')).toEqual([]);
});

test('a comment above a block says why its commands are not run', () => {
  const marked = page('<!-- not run: it takes an hour -->', '```sh', 'sleep 3600', '```');
  expect(marked).toEqual([
    { page: 'a.md', line: 3, commands: ['sleep 3600'], notRun: 'it takes an hour' },
  ]);
});
