import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CHROMIUM } from './chromium.ts';

/** Before all: there is a browser, and `dist/` holds the module as others get it. */
export default async function setUp(): Promise<void> {
  try {
    await access(CHROMIUM, constants.X_OK);
  } catch (cause) {
    const install = 'Install it (Debian: apt-get update && apt-get install -y chromium)';
    throw new Error(`${CHROMIUM} is not there. ${install}, or name another with CHROMIUM=<path>.`, {
      cause,
    });
  }
  await promisify(execFile)(process.execPath, ['scripts/build.mjs']);
}
