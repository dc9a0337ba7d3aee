import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const FFMPEG = process.env.FFMPEG || 'ffmpeg';
/** A small test picture with a tone: what a BASIC channel accepts, and little work for the processor. */
const INPUT = [
  ...['-re', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=30'],
  ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
];
const CODEC = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
  ...['-b:v', '600k', '-maxrate', '600k', '-bufsize', '1200k', '-g', '60', '-keyint_min', '60'],
  ...['-c:a', 'aac', '-b:a', '96k', '-f', 'flv'],
];
const STOP_MS = 3_000;

/** ffmpeg that streams to a channel. */
export class Encoder {
  readonly #child: ChildProcess;
  readonly #secret: string;
  #errors = '';

  /** @param url with the stream key, which no message shows */
  constructor(url: string) {
    this.#secret = url.split('/').at(-1) ?? url;
    this.#child = spawn(FFMPEG, ['-hide_banner', '-loglevel', 'error', ...INPUT, ...CODEC, url], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-1_000);
    });
    this.#child.on('error', (error) => {
      this.#errors = error.message;
    });
  }

  /** @throws Error with ffmpeg's words if it has ended */
  expectRunning(): void {
    const { exitCode, pid } = this.#child;
    if (pid !== undefined && exitCode === null) return;
    const words = this.#errors.replaceAll(this.#secret, '<stream key>').trim();
    throw new Error(`ffmpeg has ended: ${words || `exit status ${exitCode}`}`);
  }

  /** Ends the stream. It may be called again. */
  async stop(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(kill);
  }
}
