import type { AnsweredTotals, TotalsPage } from '../answers.ts';
import { channelArn } from '../channel.ts';
import type { CliContext } from '../context.ts';
import { totalsText } from '../format/totals.ts';
import { printJson } from '../output.ts';
import { pages } from '../pages.ts';

/** A day, a channel, or a channel on a day. Without both: today. */
export interface TotalsQuery {
  /** In UTC: `2026-11-21`. */
  day?: string;
  /** ARN, id or name. */
  channel?: string;
}

/** Prints totals. If the function runs out of time, it is invoked again and continues the count. */
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
