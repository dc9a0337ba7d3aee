import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { Server, Socket } from 'node:net';
import workerThreads from 'node:worker_threads';
import { afterAll, expect } from 'vitest';

// Setup of the vitest project `unit`: a test that opens a socket, starts a process or starts a thread
// fails, with a message that says to move its file to the project `system`.

const refused: Error[] = [];

function refuse(what: string): never {
  const file = expect.getState().testPath ?? 'the test file';
  const error = new Error(
    `This test ${what}, but tests of the project "unit" stay in their own process. ` +
      `Rename ${file} so that it ends in .system.test.ts.`,
  );
  refused.push(error);
  throw error;
}

const listens = () => refuse('listens on a socket');
const connects = () => refuse('connects a socket');
const startsProcess = () => refuse('starts a process');
class StartsThread {
  constructor() {
    refuse('starts a thread');
  }
}

Server.prototype.listen = listens;
Socket.prototype.connect = connects;
Object.assign(childProcess.ChildProcess.prototype, { spawn: startsProcess });
Object.assign(childProcess, {
  execFileSync: startsProcess,
  execSync: startsProcess,
  spawnSync: startsProcess,
});
Object.assign(workerThreads, { Worker: StartsThread });
syncBuiltinESMExports();

// A test may catch the error above, so the file fails at its end, too.
afterAll(() => {
  const [first] = refused.splice(0);
  if (first) throw first;
});
