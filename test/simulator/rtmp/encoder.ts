import { createConnection, type Socket } from 'node:net';

// An RTMP encoder for tests. It does not use the library of the simulator.

/** FLV tags from ffmpeg: `onMetaData`, and the sequence headers of H.264 and AAC. */
export const SMALL = {
  metadata:
    '02000a6f6e4d65746144617461080000000d00086475726174696f6e003fd6d916872b020c000577696474680040740000000000000006686569676874004066800000000000000d766964656f646174617261746500000000000000000000096672616d657261746500402e000000000000000c766964656f636f646563696400401c000000000000000d617564696f6461746172617465004050d88000000000000f617564696f73616d706c65726174650040e5888000000000000f617564696f73616d706c6573697a65004030000000000000000673746572656f0100000c617564696f636f64656369640040240000000000000007656e636f64657202000d4c61766635392e32372e313030000866696c6573697a650040c7f08000000000000009',
  video: '17000000000142c00cffe100176742c00cda05067e7c0440000003004000000783c50aa801000468ce0fc8',
  audio: 'af00120856e500',
};
export const FULL_HD = {
  video:
    '170000000001640028ffe1001b67640028acd940780227e5c044000003000400000300f03c60c65801000468ef8fcbfdf8f800',
  audio: 'af00119056e500',
};
export const QUAD_HD = {
  video:
    '17000000000142c032ffe100196742c032da00a002d6c044000003000400000300f03c60ca8001000468ce0fc8',
};
export const HD_READY = {
  video: '17000000000142c020ffe100176742c020da014016ec0440000003004000001e03c60ca801000468ce0fc8',
};

const HANDSHAKE_BYTES = 1_536;
const CHUNK_BYTES = 60_000;
const STATUS = /Net(?:Stream|Connection)\.Publish\.\w+/;

export interface TestEncoder {
  socket: Socket;
  /** Sends one message of a type. */
  send(type: number, body: Buffer, atMs?: number): void;
  /**
   * Connects and publishes.
   *
   * @returns the status, such as `NetStream.Publish.Start`; '' if the connection ends
   */
  publish(name: string, app?: string): Promise<string>;
  metadata(values: Record<string, number | string>): void;
  /** Sends the sequence headers and a first video frame. */
  goLive(headers?: { metadata?: string; video?: string; audio?: string }): void;
  video(atMs: number, bytes?: number): void;
  audio(atMs: number, bytes?: number): void;
  /** @returns all bytes received from the server */
  received(): Buffer;
  closed: Promise<unknown>;
}

/** Connects to the server and does the handshake. */
export async function connectEncoder(rtmpEndpoint: string): Promise<TestEncoder> {
  const socket = createConnection({
    port: Number(new URL(rtmpEndpoint).port),
    host: '127.0.0.1',
    noDelay: true,
  });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => socket.destroy());
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const received = () => Buffer.concat(chunks);
  const until = async (isThere: () => boolean): Promise<void> => {
    while (!isThere() && !socket.closed) {
      await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed]);
    }
  };
  const send = (type: number, body: Buffer, atMs = 0): void => {
    socket.write(message(type, body, atMs));
  };
  const handshake = Buffer.alloc(1 + HANDSHAKE_BYTES);
  handshake[0] = 3;
  socket.write(handshake);
  await until(() => received().length >= 1 + 2 * HANDSHAKE_BYTES);
  socket.write(received().subarray(1, 1 + HANDSHAKE_BYTES));
  send(1, uint32(CHUNK_BYTES));
  return {
    socket,
    send,
    async publish(name, app = 'app') {
      send(20, amf('connect', 1, { app, tcUrl: `rtmp://127.0.0.1/${app}` }));
      send(20, amf('releaseStream', 2, null, name));
      send(20, amf('FCPublish', 3, null, name));
      send(20, amf('createStream', 4, null));
      send(20, amf('_checkbw', 5, null));
      send(20, amf('publish', 6, null, name, 'live'));
      await until(() => STATUS.test(received().toString('latin1')));
      return STATUS.exec(received().toString('latin1'))?.[0] ?? '';
    },
    metadata: (values) => send(18, amf('@setDataFrame', 'onMetaData', values)),
    goLive({ metadata, video = SMALL.video, audio } = SMALL) {
      if (metadata) send(18, Buffer.from(metadata, 'hex'));
      send(9, Buffer.from(video, 'hex'));
      if (audio) send(8, Buffer.from(audio, 'hex'));
      send(9, videoFrame(500));
    },
    video: (atMs, bytes = 500) => send(9, videoFrame(bytes), atMs),
    audio: (atMs, bytes = 100) =>
      send(8, Buffer.concat([bytesOf('af01'), Buffer.alloc(bytes)]), atMs),
    received,
    closed,
  };
}

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');
const videoFrame = (bytes: number): Buffer =>
  Buffer.concat([bytesOf('1701000000'), Buffer.alloc(Math.max(0, bytes - 5))]);

/** @returns a message in one chunk, on a chunk stream for its type */
export const message = (type: number, body: Buffer, atMs = 0): Buffer =>
  Buffer.concat([header(type, body.length, atMs), body]);

function header(type: number, length: number, atMs: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes[0] = type === 9 ? 6 : type === 8 ? 4 : 3;
  bytes.writeUIntBE(atMs, 1, 3);
  bytes.writeUIntBE(length, 4, 3);
  bytes[7] = type;
  bytes.writeUInt32LE(1, 8);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

type AmfValue = string | number | null | { [name: string]: AmfValue };

/** @returns values in AMF0 */
export function amf(...values: AmfValue[]): Buffer {
  return Buffer.concat(values.map(amfValue));
}

function amfValue(value: AmfValue): Buffer {
  if (value === null) return bytesOf('05');
  if (typeof value === 'string') return Buffer.concat([bytesOf('02'), amfName(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  const members = Object.entries(value).flatMap(([name, one]) => [amfName(name), amfValue(one)]);
  return Buffer.concat([bytesOf('03'), ...members, bytesOf('000009')]);
}

function amfName(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
