import { describe, expect, test } from 'vitest';
import { loadLibrary } from '../../../src/simulator/rtmp/library.ts';
import { IngestMeter } from '../../../src/simulator/rtmp/meter.ts';
import { ProtocolError } from '../../../src/simulator/rtmp/protocol-error.ts';
import { amf, FULL_HD, HD_READY, SMALL } from './encoder.ts';

const library = await loadLibrary();
const AVC = 7;
const AAC = 10;
const MP3 = 2;

interface Sent {
  video?: string;
  audio?: string;
  metadata?: Parameters<typeof amf>[2];
}

/** Creates a meter that has received sequence headers and `onMetaData`. */
function meterOf({ video, audio, metadata }: Sent): IngestMeter {
  const meter = new IngestMeter(library);
  const header = { isHeader: true, atMs: 0 };
  if (metadata) meter.receive({ kind: 'data', body: amf('@setDataFrame', 'onMetaData', metadata) });
  if (audio)
    meter.receive({ ...header, kind: 'audio', codecId: AAC, body: Buffer.from(audio, 'hex') });
  if (video)
    meter.receive({ ...header, kind: 'video', codecId: AVC, body: Buffer.from(video, 'hex') });
  return meter;
}

const frame = (kind: 'video' | 'audio', atMs: number, bytes: number, codecId = AVC) =>
  ({ kind, isHeader: false, codecId, atMs, body: Buffer.alloc(bytes, 0x01) }) as const;

/** Sends video frames of a size from one time to another. */
function stream(
  meter: IngestMeter,
  fromMs: number,
  toMs: number,
  fps: number,
  bytes: number,
): void {
  for (let at = fromMs; at <= toMs; at += 1000 / fps) {
    meter.receive(frame('video', Math.round(at), bytes));
  }
}

describe('the ingest configuration', () => {
  test.each([
    {
      video: FULL_HD.video,
      codec: 'avc1.640028',
      avcProfile: 'High',
      avcLevel: '4',
      videoWidth: 1920,
      videoHeight: 1080,
    },
    {
      video: HD_READY.video,
      codec: 'avc1.42C020',
      avcProfile: 'Baseline',
      avcLevel: '3.2',
      videoWidth: 1280,
      videoHeight: 720,
    },
    {
      video: SMALL.video,
      codec: 'avc1.42C00C',
      avcProfile: 'Baseline',
      avcLevel: '1.2',
      videoWidth: 320,
      videoHeight: 180,
    },
  ])(
    'of $codec comes from its sequence header, whatever onMetaData declares',
    ({ video, ...rest }) => {
      expect(meterOf({ video, metadata: { width: 16, height: 16 } }).ingest()).toEqual({
        video: rest,
      });
    },
  );

  test('is found at once for a sequence header that claims a billion members', () => {
    const sps = '6742001ed30000030007ffffffe0';
    const video = `17000000000142001effe1000e${sps}01000468ce0fc8`;
    const before = process.cpuUsage();
    expect(meterOf({ video }).ingest().video).toMatchObject({ codec: 'avc1.42001E' });
    // Without the cut of the header, the library took minutes.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });

  test('has bitrates in bit/s, from units of 1000 bit/s', () => {
    const rates = { videodatarate: 2_500, audiodatarate: 160, framerate: 29.97 };
    const said = (encoder: string) =>
      meterOf({ ...FULL_HD, metadata: { ...rates, encoder } }).ingest();
    expect(said('obs-output module (libobs version 30.0.2)')).toMatchObject({
      video: {
        targetBitrate: 2_500_000,
        targetFramerate: 30,
        encoder: expect.stringContaining('obs'),
      },
      audio: { targetBitrate: 160_000, sampleRate: 48_000, channels: 2, codec: 'mp4a.40.2' },
    });
  });

  test('has bitrates of FFmpeg, whose unit is 1024 bit/s, in units of 1000 bit/s as IVS does', () => {
    // FFmpeg with 9 Mbit/s and 48 kbit/s, as AWS's example of GetStreamSession shows it.
    const rates = { videodatarate: 9_000_000 / 1_024, audiodatarate: 48_000 / 1_024 };
    const metadata = { ...rates, encoder: 'Lavf58.45.100' };
    expect(meterOf({ ...FULL_HD, metadata }).ingest()).toMatchObject({
      video: { targetBitrate: 8_789_062 },
      audio: { targetBitrate: 46_875 },
    });
  });

  test('has measured values where the encoder declares none', () => {
    const meter = meterOf(HD_READY);
    stream(meter, 500, 2_400, 25, 4_000);
    expect(meter.ingest().video?.targetBitrate).toBeUndefined();
    stream(meter, 2_420, 2_500, 25, 4_000);
    expect(meter.ingest().video).toMatchObject({ targetBitrate: 800_000, targetFramerate: 25 });
  });

  test('has the declared bitrate until the encoder sends a fifth more for five seconds', () => {
    const metadata = { videodatarate: 500 };
    const bitrate = (bytes: number, toMs: number) => {
      const meter = meterOf({ ...HD_READY, metadata });
      stream(meter, 0, toMs, 10, bytes);
      return meter.ingest().video?.targetBitrate;
    };
    expect(bitrate(7_500, 5_000)).toBe(500_000);
    expect(bitrate(7_501, 4_900)).toBe(500_000);
    expect(bitrate(7_501, 5_000)).toBe(600_080);
  });

  test('is measured again after the time stamps jump', () => {
    const meter = meterOf(HD_READY);
    stream(meter, 0, 3_000, 10, 1_000);
    expect(meter.ingest().video?.targetBitrate).toBe(80_000);
    stream(meter, 3_600_000, 3_601_900, 10, 9_000);
    expect(meter.ingest().video?.targetBitrate).toBeUndefined();
  });

  test('leaves out unknown and impossible values', () => {
    const metadata = {
      videodatarate: -1,
      framerate: Number.NaN,
      width: 1e12,
      encoder: 'x'.repeat(300),
    };
    const meter = meterOf({ metadata });
    expect(meter.ingest()).toEqual({});
    meter.receive(frame('video', 0, 100));
    expect(meter.ingest()).toEqual({ video: {} });
    meter.receive({ kind: 'data', body: amf('onTextData', { text: 'hello' }) });
    meter.receive({
      kind: 'video',
      isHeader: true,
      codecId: AVC,
      atMs: 0,
      body: Buffer.from('1700', 'hex'),
    });
    expect(meter.ingest()).toEqual({ video: {} });
  });

  test('is not found in data that cannot be decoded', () => {
    const data = { kind: 'data', body: Buffer.from('02000a6f6e', 'hex') } as const;
    expect(() => meterOf({}).receive({ ...data, body: Buffer.from('02ff', 'hex') })).toThrow(
      ProtocolError,
    );
    expect(meterOf({}).receive(data)).toBe(false);
  });

  test('has the name of other codecs if the encoder sends it', () => {
    const metadata = { width: 640, height: 360, audiosamplerate: 44_100 };
    const meter = meterOf({ metadata });
    const codecId = Buffer.from('hvc1').readUInt32BE();
    meter.receive({ kind: 'video', isHeader: true, codecId, atMs: 0, body: Buffer.alloc(20) });
    meter.receive(frame('audio', 0, 100, MP3));
    expect(meter.ingest()).toEqual({
      video: { codec: 'hvc1', videoWidth: 640, videoHeight: 360 },
      audio: { codec: 'mp3', sampleRate: 44_100 },
    });
  });
});

describe('a stream can start', () => {
  test('with its first video frame', () => {
    const meter = meterOf(SMALL);
    meter.receive(frame('audio', 0, 10, AAC));
    expect(meter.ready).toBe(false);
    meter.receive(frame('video', 0, 10));
    expect(meter.ready).toBe(true);
  });

  test('after one second of audio, if no video is declared', () => {
    const only = meterOf({ audio: SMALL.audio });
    const both = meterOf(SMALL);
    for (const meter of [only, both]) meter.receive(frame('audio', 0, 10, AAC));
    for (const meter of [only, both]) meter.receive(frame('audio', 999, 10, AAC));
    expect(only.ready).toBe(false);
    for (const meter of [only, both]) meter.receive(frame('audio', 1_000, 10, AAC));
    expect([only.ready, both.ready]).toEqual([true, false]);
  });
});
