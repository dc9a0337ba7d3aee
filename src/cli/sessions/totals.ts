import type { AnsweredTotals, TotalsPage } from '../answers.ts';
import { channelArn } from '../channel.ts';
import type { CliContext } from '../context.ts';
import { totalsText } from '../format/totals.ts';
import { printJson } from '../output.ts';
import { pages } from '../pages.ts';

/** What totals are asked of: a channel, a day of UTC, or a channel on a day; else the day that it is now. */
export interface TotalsQuery {
  day?: string;
  channel?: string;
}

/** Sessions, hours and viewers. The function counts as long as it may, then is asked to go on. */
export async function showTotals(cli: CliContext, { day, channel }: TotalsQuery): Promise<void> {
  const today = new Date(cli.now()).toISOString().slice(0, 10);
  const of = {
    ...(channel !== undefined && { channelArn: await channelArn(cli, channel) }),
    ...((day !== undefined || channel === undefined) && { day: day ?? today }),
  };
  let totals: AnsweredTotals = {};
  for await (const answer of pages<TotalsPage>(cli, 'getSessions', { totals: true, ...of }))
    totals = answer.totals;
  if (cli.json) return printJson(cli, { ...of, totals });
  const title = [of.channelArn, of.day && `${of.day} (UTC)`].filter((text) => text !== undefined);
  await cli.print(totalsText(title.join(', '), totals, cli));
}
