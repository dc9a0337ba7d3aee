import { describe, expect, test } from 'vitest';
import { loadLibrary } from '../../../src/simulator/rtmp/library.ts';
import { mediaOf } from '../../../src/simulator/rtmp/media.ts';
import { IngestMeter } from '../../../src/simulator/rtmp/meter.ts';
import { createProtocol, type Protocol } from '../../../src/simulator/rtmp/protocol.ts';
import { ProtocolError } from '../../../src/simulator/rtmp/protocol-error.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';
import { amf, FULL_HD, message, SMALL, uint32 } from './encoder.ts';

const library = await loadLibrary();
const RUNS = chaosRuns(300);
const HANDSHAKE = Buffer.alloc(1 + 2 * 1_536, 3);

/** The bytes of an encoder in its first second, in large chunks. */
const STREAM = Buffer.concat([
  HANDSHAKE,
  message(1, uint32(60_000)),
  message(20, amf('connect', 1, { app: 'app', tcUrl: 'rtmp://127.0.0.1/app' })),
  message(20, amf('createStream', 2, null)),
  message(20, amf('publish', 3, null, 'key', 'live')),
  message(18, Buffer.from(SMALL.metadata, 'hex')),
  message(9, Buffer.from(FULL_HD.video, 'hex')),
  message(8, Buffer.from(FULL_HD.audio, 'hex')),
  message(9, Buffer.concat([Buffer.from('1701000000', 'hex'), Buffer.alloc(3_000)]), 40),
  message(20, amf('deleteStream', 4, null, 1)),
]);
const WHOLE = ['publish app key', 'media 18', 'media 9', 'media 8', 'media 9', 'end'];

/** Creates a connection that accepts each publish, and records what it receives. */
function listen(): { protocol: Protocol; events: string[] } {
  const events: string[] = [];
  const meter = new IngestMeter(library);
  const protocol = createProtocol(
    library,
    {
      output: () => undefined,
      publish(app, name) {
        events.push(`publish ${app} ${name}`);
        protocol.accept();
      },
      media(packet) {
        events.push(`media ${packet.codec_type}`);
        const media = mediaOf(packet);
        if (media) meter.receive(media);
        expect(meter.ingest()).toBeTypeOf('object');
      },
      end: () => events.push('end'),
    },
    100_000,
  );
  return { protocol, events };
}

function feedAll(protocol: Protocol, bytes: Buffer, cuts: number[]): void {
  const edges = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  for (let n = 1; n < edges.length; n++) {
    const piece = bytes.subarray(edges[n - 1], edges[n]);
    if (piece.length > 0) protocol.feed(piece);
  }
}

const cuts = fc.array(fc.nat(STREAM.length - 1), { maxLength: 12 });

describe('the RTMP protocol', () => {
  test('reads the same messages, however the network splits the bytes', () => {
    const readsTheSame = (places: number[]): void => {
      const { protocol, events } = listen();
      feedAll(protocol, STREAM, places);
      expect(events).toEqual(WHOLE);
    };
    readsTheSame([]);
    readsTheSame(Array.from({ length: STREAM.length }, (_, n) => n));
    fc.assert(fc.property(cuts, readsTheSame), { numRuns: 100 });
  });

  test('reads broken bytes or throws a ProtocolError, and does nothing else', () => {
    const damage = fc.record({
      at: fc.nat(STREAM.length - HANDSHAKE.length - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
    });
    let refused = 0;
    const survives = (places: number[], damages: { at: number; bytes: Uint8Array }[]): void => {
      const broken = Buffer.from(STREAM);
      for (const { at, bytes } of damages)
        broken.set(bytes.subarray(0, broken.length - HANDSHAKE.length - at), HANDSHAKE.length + at);
      try {
        feedAll(listen().protocol, broken, places);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        refused += 1;
      }
    };
    const damages = fc.array(damage, { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(cuts, damages, survives), { numRuns: RUNS });
    process.stdout.write(`${RUNS} broken streams: ${refused} refused\n`);
    expect(refused).toBeGreaterThan(0);
  });

  test('passes an error of an event handler on unchanged', () => {
    const mistake = new RangeError('ours');
    const protocol = createProtocol(
      library,
      {
        output: () => undefined,
        publish() {
          throw mistake;
        },
        media: () => undefined,
        end: () => undefined,
      },
      100_000,
    );
    expect(() => protocol.feed(STREAM)).toThrow(mistake);
  });
});
