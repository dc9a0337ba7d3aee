import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { builtFiles } from '../console/server/assets.ts';
import { systemClock } from '../platform/clock.ts';
import { localUser } from '../platform/local-user.ts';
import { COMMANDS } from './commands.ts';
import { openBrowser } from './open-browser.ts';
import { runCli } from './run.ts';

// The program `npx ivs-autopilot`.

// Otherwise the SDK prints a warning about Node.js 20 above every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// A reader such as `head` closes the pipe when it has read enough. That is not an error. A full disk is one.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
  process.stderr.write(`error: cannot write to standard output (${message})\n`);
  process.exit(1);
});
// Nothing can be said about an error of standard error itself.
process.stderr.on('error', () => process.exit(1));

const SECRET_BYTES = 32;

/** Resolves at Ctrl-C, or when the system asks this program to end. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });

process.exitCode = await runCli(process.argv.slice(2), COMMANDS, {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  input: process.stdin,
  clock: systemClock,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  caller: localUser(),
  console: {
    findAsset: builtFiles(fileURLToPath(new URL('./console', import.meta.url))),
    openBrowser,
    interrupted,
    newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
  },
});
