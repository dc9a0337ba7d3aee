import type { Command } from 'commander';

/**
 * Adds the command `help` to a command with subcommands, and to these. Commander's own looks for one word
 * only, and prints the help of the program if it does not find it.
 */
export function addHelpCommands(parent: Command): void {
  if (parent.commands.length === 0) return;
  for (const command of parent.commands) addHelpCommands(command);
  parent
    .helpCommand(false)
    .command('help')
    .argument('[command...]', 'The words of the command.')
    .description('Print the help of a command.')
    .action((words: string[]) => commandOf(parent, words).help());
}

/** Ends the program with status 2 if there is no such command. */
function commandOf(parent: Command, words: readonly string[]): Command {
  return words.reduce((command, word) => {
    const found = command.commands.find((one) => one.name() === word);
    return found ?? command.error(`error: unknown command '${word}'`);
  }, parent);
}
