import { addCleanupCommands } from './cleanup-commands.ts';
import type { AddCommands } from './context.ts';
import { addSessionCommands } from './session-commands.ts';

/** Every topic of the command line, in the order of the help. */
export const COMMANDS: readonly AddCommands[] = [addSessionCommands, addCleanupCommands];
