import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { createDecoder } from '../../src/player/index.ts';

afterEach(() => vi.unstubAllGlobals());

/**
 * Inflates each chunk that is written as a whole, as Chrome does, and counts the bytes that it makes. It can do
 * so because each chunk here is DEFLATE data of its own.
 */
function countingStream(made: { bytes: number }) {
  return class {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
    constructor() {
      const input: Uint8Array[] = [];
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          input.push(chunk);
          const all = inflateRawSync(Buffer.concat(input), { finishFlush: 2 });
          controller.enqueue(all.subarray(made.bytes));
          made.bytes = all.length;
        },
      });
      this.readable = readable;
      this.writable = writable;
    }
  };
}

test('a compressed cue is inflated only up to the limit of 64 KiB, even where each chunk is inflated as a whole', async () => {
  const made = { bytes: 0 };
  vi.stubGlobal('DecompressionStream', countingStream(made));
  const bomb = deflateRawSync(Buffer.alloc(60_000_000, ' '), { level: 9 });
  const cue = `["ivsa1z","${bomb.toString('base64')}"]`;
  expect(cue.length).toBeGreaterThan(70_000);
  expect(await createDecoder().decode(cue)).toEqual([cue]);
  // One byte of DEFLATE data makes at most 1,032 bytes.
  expect(made.bytes).toBeLessThanOrEqual(4 * 1_024 * 1_032);
});
