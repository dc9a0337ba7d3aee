import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where running stacks keep files, below the directory of the service. */
const FOLDER = '.build/local';

/**
 * Makes a folder for files of this process, such as bundles. Folders of processes that were killed are
 * removed on the way.
 *
 * @param serviceDir the directory of serverless.yml
 * @returns the path of a new folder. The caller removes it at the end.
 */
export async function makeOwnFolder(serviceDir: string): Promise<string> {
  const parent = join(serviceDir, FOLDER);
  await mkdir(parent, { recursive: true });
  const folders = await readdir(parent);
  const left = folders.filter((folder) => !isRunning(Number.parseInt(folder, 10)));
  await Promise.all(left.map((one) => rm(join(parent, one), { recursive: true, force: true })));
  return mkdtemp(join(parent, `${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
