import { systemClock } from '../platform/clock.ts';
import { COMMANDS } from './commands.ts';
import { runCli } from './run.ts';

// npx ivs-autopilot: what an operator asks of a deployed stage, or of the stack on this machine.

// The SDK's word on Node 20's age would stand above every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// A reader that has seen enough (`| head`) closes the pipe: that is an end, not an error.
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
