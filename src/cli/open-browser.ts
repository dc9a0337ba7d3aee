import { spawn } from 'node:child_process';

/** The program that opens a URL in the browser, with its arguments in front of the URL. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // The first pair of quotes is the title of a window.
  win32: ['cmd', '/c', 'start', '""'],
};

/** Opens a URL in the browser. A machine without one is no error: the URL is printed, too. */
export function openBrowser(url: string): void {
  const [program = 'xdg-open', ...before] = OPENERS[process.platform] ?? ['xdg-open'];
  const opener = spawn(program, [...before, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}
