import { systemClock } from '../platform/clock.ts';
import { COMMANDS } from './commands.ts';
import { runCli } from './run.ts';

// The program `npx ivs-autopilot`.

// Otherwise the SDK prints a warning about Node.js 20 above every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// A reader such as `head` closes the pipe when it has read enough. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCli(process.argv.slice(2), COMMANDS, {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  input: process.stdin,
  clock: systemClock,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});
