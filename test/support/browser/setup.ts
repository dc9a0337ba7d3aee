import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CHROMIUM } from './chromium.ts';

/** Before all tests: requires a browser, and builds the module in `dist/`. */
export default async function setUp(): Promise<void> {
  try {
    await access(CHROMIUM, constants.X_OK);
  } catch (cause) {
    const install = 'Install it (Debian: apt-get update && apt-get install -y chromium)';
    throw new Error(
      `${CHROMIUM} does not exist or cannot be executed. ${install}, or set CHROMIUM to the path of another one.`,
      {
        cause,
      },
    );
  }
  await promisify(execFile)(process.execPath, ['scripts/build.mjs']);
}
