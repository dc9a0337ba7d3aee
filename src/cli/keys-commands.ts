import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Explanation, NoChannel } from '../explain/explanation.ts';
import { errorMessage } from '../platform/errors.ts';
import type { RevocationAnswer } from '../revocation/answer.ts';
import { CHANNEL_ARGUMENT, type NamedChannel, namedChannel } from './channel.ts';
import { type AddCommands, type CliContext, CliError } from './context.ts';
import { revocationProgress } from './format/revocation.ts';
import { joined, oneLine } from './format/text.ts';
import { printJson } from './output.ts';

const POLL_MS = 2_000;
/** A session that was created just before can delay a revocation by five minutes. */
const TIMEOUT_MS = 15 * 60_000;

export const addKeysCommands: AddCommands = (program, open) => {
  const keys = program.command('keys').description('Revoke stream keys.');
  keys
    .command('revoke')
    .description('Replace a leaked stream key at once. This stops the stream.')
    .argument('<channel>', CHANNEL_ARGUMENT)
    .option('--protected', 'Also if a tag protects the channel (autopilot:protect by default).')
    .option('--yes', 'Do not ask, even if the channel is live or given by its name.')
    .action((channel: string, options: RevokeOptions, command: Command) =>
      revoke(open(command), channel, options),
    );
};

interface RevokeOptions {
  protected?: true;
  yes?: true;
}

/**
 * Revokes a channel's stream key, prints each step, and returns when the channel has a new key. If this
 * program is interrupted, the stage finishes the revocation by itself.
 *
 * @throws CliError if there is no new key after 15 minutes, or the channel is protected or does not exist
 */
async function revoke(cli: CliContext, channel: string, options: RevokeOptions): Promise<void> {
  const named = await namedChannel(cli, channel);
  const { channelArn: arn } = named;
  if (!options.yes) await confirm(cli, channel, named);
  const protection = options.protected && { protected: true };
  const ask = (revocationId: string) =>
    cli.invoke<RevocationAnswer>('revokeStreamKey', {
      channelArn: arn,
      revocationId,
      ...protection,
    });
  const deadline = cli.now() + TIMEOUT_MS;
  let answer = await ask(`cli-${randomUUID()}`);
  await printProgress(cli, undefined, answer);
  while (answer.state !== 'done') {
    if (cli.now() > deadline) throw new CliError(notFinished(answer));
    await cli.sleep(POLL_MS);
    const before: RevocationAnswer = answer;
    answer = await ask(before.revocationId).catch((error: unknown) => withProblem(before, error));
    await printProgress(cli, before, answer);
  }
  await finish(cli, answer);
}

/**
 * Asks before a show is cut off, and if a name may be a mistake. If it is not known whether the channel is live, it may be.
 *
 * @param text what the operator gave for the channel
 * @throws CliError if the answer is no, or if there is no terminal to ask on
 */
async function confirm(
  cli: CliContext,
  text: string,
  { channelArn: arn, isByName }: NamedChannel,
): Promise<void> {
  const live = await liveText(cli, arn);
  const meant = isByName ? `${text} is ${arn}` : undefined;
  const facts = joined([meant, live]);
  if (facts === undefined) return;
  const act = live === undefined ? 'revoke its key' : 'revoke its key and stop the stream';
  if (!cli.confirm)
    throw new CliError(
      `${facts}; cannot ask for confirmation without a terminal: add --yes to ${act}`,
    );
  if (await cli.confirm(`${facts}. R${act.slice(1)}?`)) return;
  throw new CliError('not revoked: nothing was changed');
}

/** @returns undefined if the channel is not live */
async function liveText({ invoke }: CliContext, arn: string): Promise<string | undefined> {
  try {
    const answer = await invoke<Explanation | NoChannel>('explainChannels', { channelArn: arn });
    if ('gone' in answer) return undefined;
    const { state } = answer.streams;
    const name = oneLine(answer.name) || arn;
    if (state === 'live') return `${name} is live`;
    return state === 'starting' ? `a stream of ${name} is starting` : undefined;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return `it is not known whether ${arn} is live (${error.message})`;
  }
}

async function printProgress(
  cli: CliContext,
  before: RevocationAnswer | undefined,
  now: RevocationAnswer,
): Promise<void> {
  if (cli.json) return;
  for (const line of revocationProgress(before, now)) await cli.print(line);
}

/** A failed question does not end the command, since the stage continues the revocation. */
function withProblem(
  { waitingFor: _, ...before }: RevocationAnswer,
  error: unknown,
): RevocationAnswer {
  return { ...before, problem: errorMessage(error) };
}

const notFinished = ({ revocationId }: RevocationAnswer): string =>
  `revocation ${revocationId} is not finished: the stage continues it every minute; run the same command again to see its progress`;

async function finish(cli: CliContext, answer: RevocationAnswer): Promise<void> {
  const { channelArn: arn, outcome } = answer;
  if (outcome === 'protected')
    throw new CliError(
      `${arn} is protected by a tag: nothing was done; add --protected to revoke its key anyway`,
    );
  if (outcome !== 'revoked') throw new CliError(`channel ${arn} does not exist`);
  if (cli.json) await printJson(cli, answer);
}
