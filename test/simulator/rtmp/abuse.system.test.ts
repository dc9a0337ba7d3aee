import { connect, type Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { amf, uint32 } from './encoder.ts';
import { startIngest } from './support.ts';

type Ingest = Awaited<ReturnType<typeof startIngest>>;

/** Opens a connection that sends any bytes. */
function rawConnection({ endpoint }: Ingest): { socket: Socket; closed: Promise<unknown> } {
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.resume();
  return { socket, closed: new Promise((resolve) => socket.once('close', resolve)) };
}

/** Checks that the simulator still works: a channel goes live. */
async function expectAlive(ingest: Ingest): Promise<void> {
  const { key } = await ingest.channel();
  const encoder = await ingest.connect();
  expect(await encoder.publish(key)).toBe('NetStream.Publish.Start');
  encoder.socket.destroy();
}

/** @returns a chunk with a full header: chunk stream, message type and declared message length */
function chunk(chunkStream: number, type: number, length: number, body: Uint8Array): Buffer {
  const header = Buffer.alloc(12);
  header[0] = chunkStream;
  header.writeUIntBE(length, 4, 3);
  header[7] = type;
  return Buffer.concat([header, body]);
}

const command = (body: Uint8Array): Buffer => chunk(3, 20, body.length, body);

describe('a client that is not an encoder is disconnected', () => {
  test.each([
    { title: 'HTTP', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
    { title: 'TLS', bytes: Buffer.from('160301020001000200', 'hex') },
    { title: 'zeros', bytes: Buffer.alloc(10_000) },
  ])('at its first byte: $title', async ({ bytes }) => {
    const ingest = await startIngest();
    const { socket, closed } = rawConnection(ingest);
    socket.write(bytes);
    await closed;
    await expectAlive(ingest);
  });

  test.each([
    { title: 'a message of 16 MB', bytes: chunk(3, 20, 0xff_ff_ff, Buffer.alloc(100)) },
    {
      title: 'a connect command without app and tcUrl',
      bytes: command(amf('connect', 1, { a: 1 })),
    },
    { title: 'chunks of no bytes', bytes: chunk(2, 1, 4, uint32(0)) },
    { title: 'chunks of 4 GB', bytes: chunk(2, 1, 4, uint32(0xff_ff_ff_ff)) },
    {
      title: 'a message that becomes shorter',
      bytes: Buffer.concat([chunk(3, 9, 500, Buffer.alloc(128)), chunk(3, 9, 5, Buffer.alloc(5))]),
    },
    {
      title: 'too many chunk streams',
      bytes: Buffer.concat(
        Array.from({ length: 40 }, (_, n) => chunk(3 + n, 9, 1, Buffer.alloc(1))),
      ),
    },
    {
      title: 'too much at once, on several chunk streams',
      bytes: Buffer.concat(
        Array.from({ length: 4 }, (_, n) => chunk(3 + n, 9, 20_000, Buffer.alloc(128))),
      ),
    },
    { title: 'a play command', bytes: command(amf('play', 1, null, 'x')) },
  ])('after the handshake: $title', async ({ bytes }) => {
    const errors = vi.spyOn(console, 'error');
    const ingest = await startIngest();
    const { socket, closed } = await ingest.connect();
    // Use small chunks again, as at the start.
    socket.write(chunk(2, 1, 4, uint32(128)));
    socket.write(bytes);
    await closed;
    await expectAlive(ingest);
    expect(errors).not.toHaveBeenCalled();
    errors.mockRestore();
  });

  test.each([
    { title: 'is cut short', bytes: command(Buffer.from('02ffff6161', 'hex')) },
    { title: 'is garbage', bytes: command(Buffer.from('ffffff', 'hex')) },
    { title: 'is unknown', bytes: command(amf('_checkbw', 1, null)) },
  ])('but a command that $title is ignored', async ({ bytes }) => {
    const ingest = await startIngest();
    const { key } = await ingest.channel();
    const encoder = await ingest.connect();
    encoder.socket.write(bytes);
    expect(await encoder.publish(key)).toBe('NetStream.Publish.Start');
  });

  test('when it has no stream session after ten seconds', async () => {
    const ingest = await startIngest();
    const silent = rawConnection(ingest);
    const half = rawConnection(ingest);
    half.socket.write(Buffer.alloc(700, 3));
    const shaken = await ingest.connect();
    const { key } = await ingest.channel();
    const streaming = await ingest.connect();
    await streaming.publish(key);
    const waiting = await ingest.connect();
    await waiting.publish(`${key}?priority=1`);
    ingest.clock.advance(9_999);
    expect(shaken.socket.closed).toBe(false);
    ingest.clock.advance(1);
    await Promise.all([silent.closed, half.closed, shaken.closed, waiting.closed]);
    expect(streaming.socket.closed).toBe(false);
  });

  test('when it exceeds the maximum number of connections', async () => {
    const ingest = await startIngest({}, { maxConnections: 2 });
    const first = await ingest.connect();
    await ingest.connect();
    await rawConnection(ingest).closed;
    first.socket.destroy();
    await first.closed;
    await vi.waitFor(() => expectAlive(ingest), { timeout: 10_000 });
  });
});

test('after 1000 encoders with wrong keys, the simulator still works and its memory has hardly grown', async () => {
  const ingest = await startIngest();
  const attempt = async (n: number): Promise<string> => {
    const encoder = await ingest.connect();
    const status = await encoder.publish(`sk_us-west-2_wrong_${n}`);
    await encoder.closed;
    return status;
  };
  const wave = (from: number) =>
    Promise.all(Array.from({ length: 50 }, (_, n) => attempt(from + n)));
  await wave(0);
  const before = process.memoryUsage().rss;
  const answers: string[] = [];
  for (let from = 50; from < 1_050; from += 50) answers.push(...(await wave(from)));
  expect(answers).toEqual(Array(1_000).fill('NetStream.Publish.Denied'));
  const grown = process.memoryUsage().rss - before;
  process.stdout.write(
    `1000 wrong keys: resident memory grew by ${Math.round(grown / 2 ** 20)} MiB\n`,
  );
  expect(grown).toBeLessThan(200 * 2 ** 20);
  await expectAlive(ingest);
}, 60_000);
