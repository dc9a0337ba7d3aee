import type { LimitBreach } from '../../sessions/details/health.ts';
import type { BreachesPage } from '../answers.ts';
import type { CliContext } from '../context.ts';
import { breachTable } from '../format/breaches.ts';
import { pages, printLists } from '../pages.ts';

/** Prints every breach of an account limit, newest first. Breaches of a stream's limits are not included. */
export function listBreaches(cli: CliContext): Promise<void> {
  return printLists(
    cli,
    accountBreaches(cli),
    breachTable,
    'No breach of an account limit is recorded.',
  );
}

async function* accountBreaches(cli: CliContext): AsyncGenerator<LimitBreach[]> {
  for await (const { breaches } of pages<BreachesPage>(cli, 'getSessions', { account: true }))
    yield breaches;
}
