import { addCleanupCommands } from './cleanup-commands.ts';
import type { AddCommands } from './context.ts';
import { addExplainCommands } from './explain-commands.ts';
import { addKeysCommands } from './keys-commands.ts';
import { addSessionCommands } from './session-commands.ts';

/** Every topic of the command line, in the order of the help. */
export const COMMANDS: readonly AddCommands[] = [
  addSessionCommands,
  addExplainCommands,
  addCleanupCommands,
  addKeysCommands,
];
