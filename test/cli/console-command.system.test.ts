import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ConsoleMachine } from '../../src/cli/cli-environment.ts';
import { addConsoleCommand } from '../../src/cli/console-command.ts';
import { CliError } from '../../src/cli/context.ts';
import { listen } from '../../src/http/listen.ts';
import { runCommands } from '../support/cli.ts';

/** A machine whose operator ends the console as soon as it is served. */
function machine(): ConsoleMachine & { opened: string[] } {
  const opened: string[] = [];
  return {
    opened,
    findAsset: async () => undefined,
    openBrowser: (url) => void opened.push(url),
    interrupted: async () => undefined,
    newSecret: () => 'secret',
  };
}
const noAnswer = () => expect.fail('nothing is invoked before a page asks');
const URL_LINE = /^http:\/\/127\.0\.0\.1:\d+\/console\?token=secret$/m;

test('prints the URL and opens it, if there is a terminal', async () => {
  const here = machine();
  const more = { console: here, width: 80 };
  const { printed } = await runCommands(
    addConsoleCommand,
    ['console', '--port', '0'],
    noAnswer,
    more,
  );
  expect(printed).toMatch(/^console of stage prod in us-west-2\n/);
  expect(here.opened).toEqual([URL_LINE.exec(printed)?.[0]]);
  expect(printed).toMatch(/\nstopped after 0s with 0 invocations\n$/);
});

test.each([
  ['with --no-open', ['--no-open'], { width: 80 }],
  ['without a terminal', [], {}],
])('opens no browser %s', async (_, options, more) => {
  const here = machine();
  const args = ['console', '--port', '0', ...options];
  const { printed } = await runCommands(addConsoleCommand, args, noAnswer, {
    console: here,
    ...more,
  });
  expect(printed).toMatch(URL_LINE);
  expect(here.opened).toEqual([]);
});

test('says that it is read-only', async () => {
  const args = ['console', '--port', '0', '--read-only'];
  const { printed } = await runCommands(addConsoleCommand, args, noAnswer, { console: machine() });
  expect(printed).toMatch(/^read-only console of stage prod/);
});

test('says what to do if the port is in use', async () => {
  const other = createServer();
  await listen(other, 0);
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const run = runCommands(addConsoleCommand, ['console', '--port', `${port}`], noAnswer, {
    console: machine(),
  });
  await expect(run).rejects.toThrow(CliError);
  await expect(run).rejects.toThrow(new RegExp(`^port ${port} is in use .*--port <n>$`));
});

test.each(['x', '-1', '65536', '1.5', ''])('the port %j is refused', async (port) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const run = runCommands(addConsoleCommand, ['console', `--port=${port}`], noAnswer, {
    console: machine(),
  });
  await expect(run).rejects.toThrow('Expected a port from 0 to 65535');
});
