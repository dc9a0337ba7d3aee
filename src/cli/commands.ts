import { addCleanupCommands } from './cleanup-commands.ts';
import { addConsoleCommand } from './console-command.ts';
import type { AddCommands } from './context.ts';
import { addDeadLetterCommands } from './dead-letter-commands.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addExplainCommands } from './explain-commands.ts';
import { addInvokeCommand } from './invoke-command.ts';
import { addKeysCommands } from './keys-commands.ts';
import { addMetadataCommands } from './metadata-commands.ts';
import { addReplayCommand } from './replay/replay-command.ts';
import { addSessionCommands } from './session-commands.ts';
import { addTriggerCommand } from './trigger/trigger-command.ts';

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly AddCommands[] = [
  addDoctorCommand,
  addSessionCommands,
  addExplainCommands,
  addCleanupCommands,
  addKeysCommands,
  addMetadataCommands,
  addDeadLetterCommands,
  addInvokeCommand,
  addReplayCommand,
  addTriggerCommand,
  addConsoleCommand,
];
