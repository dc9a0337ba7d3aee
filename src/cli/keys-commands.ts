import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { errorMessage } from '../platform/errors.ts';
import { channelArn } from './channel.ts';
import { type AddCommands, type CliContext, CliError } from './context.ts';
import { type RevocationView, revocationProgress } from './format/revocation.ts';
import { printJson } from './output.ts';

const POLL_MS = 2_000;
/** A session that was created just before may hold it up for five minutes. */
const PATIENCE_MS = 15 * 60_000;

export const addKeysCommands: AddCommands = (program, open) => {
  const keys = program.command('keys').description('stream keys');
  keys
    .command('revoke')
    .description('replace a stream key that leaked, at once: this stops the stream')
    .argument('<channel>', 'its ARN or id')
    .option('--protected', 'a channel that is tagged autopilot:protect is meant, too')
    .action((channel: string, options: { protected?: true }, command: Command) =>
      revoke(open(command), channel, options.protected ?? false),
    );
};

/**
 * Has the key revoked, tells each step, and returns once there is a new key. If it is stopped in the
 * middle, the stage goes on by itself.
 *
 * @throws CliError if there is no new key in the end
 */
async function revoke(cli: CliContext, channel: string, isProtected: boolean): Promise<void> {
  const arn = await channelArn(cli, channel);
  const more = isProtected && { protected: true };
  const ask = (revocationId: string) =>
    cli.invoke<RevocationView>('revokeStreamKey', { channelArn: arn, revocationId, ...more });
  const until = cli.now() + PATIENCE_MS;
  let view = await ask(`cli-${randomUUID()}`);
  await say(cli, undefined, view);
  while (view.state !== 'done') {
    if (cli.now() > until) throw new CliError(goesOn(view));
    await cli.sleep(POLL_MS);
    const before: RevocationView = view;
    view = await ask(before.revocationId).catch((error: unknown) => unanswered(before, error));
    await say(cli, before, view);
  }
  await end(cli, view);
}

async function say(cli: CliContext, before: RevocationView | undefined, view: RevocationView) {
  if (cli.json) return;
  for (const line of revocationProgress(before, view)) await cli.print(line);
}

/** What was begun goes on, whether or not its stage can be asked right now. */
function unanswered({ waitingFor: _, ...before }: RevocationView, error: unknown): RevocationView {
  return { ...before, problem: errorMessage(error) };
}

const goesOn = ({ revocationId }: RevocationView): string =>
  `revocation ${revocationId} is not over yet: the stage goes on with it each minute; the same command shows how far it is`;

async function end(cli: CliContext, view: RevocationView): Promise<void> {
  const { channelArn: arn, outcome } = view;
  if (outcome === 'protected')
    throw new CliError(`${arn} is protected: nothing was done; say --protected if it is meant`);
  if (outcome !== 'revoked') throw new CliError(`there is no channel ${arn}`);
  if (cli.json) await printJson(cli, view);
}
