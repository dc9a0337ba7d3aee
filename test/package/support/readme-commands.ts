import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandBlocks } from '../../docs/support/commands.ts';
import type { Manager } from './programs.ts';

/** The commands of the README of an example, after those that install it. */
export async function readmeCommands(folder: string, manager: Manager): Promise<string[]> {
  const blocks = commandBlocks('README.md', await readFile(join(folder, 'README.md'), 'utf8'));
  const commands = blocks.flatMap((block) => (block.notRun === undefined ? block.commands : []));
  return commands.map((command) => command.replace(/^npm /, `${manager} `));
}
