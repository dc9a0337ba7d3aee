import type { BreachesPage } from '../answers.ts';
import type { CliContext } from '../context.ts';
import { breachTable } from '../format/breaches.ts';
import { printJson } from '../output.ts';
import { pages } from '../pages.ts';

/** Every breach of a limit that is the account's and not a stream's, newest first. */
export async function listBreaches(cli: CliContext): Promise<void> {
  let listed = 0;
  for await (const { breaches } of pages<BreachesPage>(cli, 'getSessions', { account: true })) {
    listed += breaches.length;
    if (cli.json) for (const breach of breaches) await printJson(cli, breach);
    else if (breaches.length > 0) await cli.print(breachTable(breaches, cli));
  }
  if (listed === 0 && !cli.json) await cli.print('no breach of a limit of the account is known');
}
