import { describe, expect, test } from 'vitest';
import type { FlvTag } from '../../../src/simulator/playback/codecs/flv.ts';
import { FIRST_TICKS } from '../../../src/simulator/playback/timeline.ts';
import fc from '../../support/fast-check.ts';
import { AUDIO, interleave, isFrame, packaging, shift, until, VIDEO } from './media.ts';
import { parse } from './parse.ts';

const SECOND = 90_000;
const seconds = (all: { seconds: number }[]) => all.map((one) => Math.round(one.seconds * 10) / 10);
const isDiscontinuity = (all: { isDiscontinuity: boolean }[]) =>
  all.map((one) => one.isDiscontinuity);

/** Packages tags, and completes the last segment. */
function packaged(...parts: (readonly FlvTag[])[]) {
  const world = packaging();
  for (const tags of parts) world.play(tags);
  world.packager.end();
  return { ...world, all: world.segments.complete() };
}

describe('a segment', () => {
  test('begins at a key frame, ends at the first one after about two seconds, and has all frames', () => {
    const { all, bytes } = packaged(interleave(until(8, VIDEO), until(8, AUDIO)));
    expect(seconds(all)).toEqual([2, 2, 2, 2]);
    const found = parse(bytes());
    expect(found.frames).toHaveLength(80);
    expect(found.audio).toHaveLength(AUDIO.filter(isFrame).length);
    for (const segment of all) {
      const [delimiter, sps, pps, picture] = parse(segment.content()).video;
      expect([delimiter, sps, pps].map((unit) => unit?.nalUnitType)).toEqual([
        'access_unit_delimiter_rbsp',
        'seq_parameter_set_rbsp',
        'pic_parameter_set_rbsp',
      ]);
      expect(picture?.nalUnitType).toBe('slice_layer_without_partitioning_rbsp_idr');
    }
  });

  test('has the bytes of the encoder unchanged', () => {
    const { bytes } = packaged(interleave(until(4, VIDEO), until(4, AUDIO)));
    const found = parse(bytes());
    const pictures = found.video.filter(({ data }) => [1, 5].includes((data[0] ?? 0) & 31));
    const sent = until(4, VIDEO).filter(isFrame);
    expect(pictures.map(({ data }) => Buffer.from(data).toString('hex'))).toEqual(
      sent.map(({ body }) => body.subarray(9).toString('hex')),
    );
    expect(found.audio.map(({ data }) => Buffer.from(data).toString('hex'))).toEqual(
      until(4, AUDIO)
        .filter(isFrame)
        .map(({ body }) => body.subarray(2).toString('hex')),
    );
    expect(found.audio[0]).toMatchObject({ samplerate: 48_000, channelcount: 1 });
  });

  test('has the time stamps of the encoder; audio follows without a gap', () => {
    const { bytes } = packaged(interleave(until(6, VIDEO), until(6, AUDIO)));
    const { frames, audio } = parse(bytes());
    const times = frames.map(({ pts }) => pts - FIRST_TICKS);
    expect(times).toEqual(times.map((_, n) => n * 9_000));
    const steps = audio.slice(1).map(({ pts }, n) => pts - (audio[n]?.pts ?? 0));
    expect(new Set(steps)).toEqual(new Set([1_920]));
  });

  test('is longer if key frames come more seldom, and shorter ones are put together', () => {
    const noKeys = (tags: readonly FlvTag[], keep: (n: number) => boolean) =>
      tags.filter((tag, n) => !isFrame(tag) || (tag.body[0] ?? 0) >> 4 !== 1 || keep(n));
    const everyFour = noKeys(until(12, VIDEO), (n) => Math.floor(n / 20) % 2 === 0);
    expect(seconds(packaged(everyFour).all)).toEqual([4, 4, 3.9]);
    const half = until(16, VIDEO).map((tag) => ({ ...tag, atMs: tag.atMs / 4 }));
    expect(seconds(packaged(half).all)).toEqual([2, 2]);
  });

  test('ends after 12 s without a key frame, so that memory is bounded', () => {
    const [header, first, ...rest] = until(60, VIDEO);
    const others = rest.filter(({ body }) => (body[0] ?? 0) >> 4 !== 1);
    const { all } = packaged([header, first, ...others].filter((tag) => tag !== undefined));
    expect(Math.max(...all.map((segment) => segment.seconds))).toBeLessThan(12.3);
  });

  test('has whole packets whose counters have no gap', () => {
    const { bytes, packager, all } = packaged(interleave(until(6, VIDEO), until(6, AUDIO)));
    packager.addMetadata('late');
    const stream = bytes();
    expect(all.every((segment) => segment.bytes % 188 === 0)).toBe(true);
    const counters = new Map<number, number>();
    for (let at = 0; at < stream.length; at += 188) {
      expect(stream[at]).toBe(0x47);
      const pid = stream.readUInt16BE(at + 1) & 0x1fff;
      const counter = (stream[at + 3] ?? 0) & 0xf;
      expect(counter).toBe(((counters.get(pid) ?? counter - 1) + 1) % 16);
      counters.set(pid, counter);
    }
  });
});

describe('a missing track', () => {
  test('audio: the segments have video only', () => {
    const found = parse(packaged(until(6, VIDEO)).bytes());
    expect(found.frames).toHaveLength(60);
    expect(found.audio).toEqual([]);
  });

  test('video: the segments have 2 s of audio each', () => {
    const { all, bytes } = packaged(until(8, AUDIO));
    expect(seconds(all).slice(0, -1)).toEqual([2, 2, 2]);
    // The first second could still turn out to have video.
    expect(parse(bytes()).audio.length).toBeGreaterThan(320);
  });

  test('audio that is announced and never comes leaves the segments after a few seconds', () => {
    const [header] = AUDIO;
    const { all } = packaged(header ? [header, ...until(12, VIDEO)] : []);
    const hasAudio = all.map((segment) => segment.content().includes(Buffer.from('0fe101', 'hex')));
    expect(hasAudio).toEqual([true, true, false, false, false, false]);
    expect(isDiscontinuity(all)).toEqual([false, false, true, false, false, false]);
  });

  test('a pause of both tracks changes nothing', () => {
    const tags = interleave(until(8, VIDEO), until(8, AUDIO));
    const paused = tags.map((tag) => (tag.atMs < 4_000 ? tag : { ...tag, atMs: tag.atMs + 6_000 }));
    expect(isDiscontinuity(packaged(paused).all)).not.toContain(true);
  });
});

describe('another decoder configuration', () => {
  const otherVideo = until(4, VIDEO).map((tag): FlvTag => {
    if (isFrame(tag)) return tag;
    const body = Buffer.from(tag.body);
    body[8] = (body[8] ?? 0) + 1;
    return { ...tag, body };
  });

  test('of video begins a segment with a discontinuity at the next key frame', () => {
    const { all } = packaged(until(2, VIDEO), shift(2_000, otherVideo));
    expect(isDiscontinuity(all)).toEqual([false, true, false]);
  });

  test('of the same bytes, which encoders repeat, changes nothing', () => {
    const { all } = packaged(until(2, VIDEO), shift(2_000, until(4, VIDEO)));
    expect(isDiscontinuity(all)).toEqual([false, false, false]);
  });

  test('of audio leaves out frames that do not fit, until the next segment', () => {
    const other = until(2, AUDIO).map((tag): FlvTag => {
      // HE-AAC, 48 kHz from a core of 24 kHz.
      return isFrame(tag) ? tag : { ...tag, body: Buffer.from('af002b098800', 'hex') };
    });
    const { all } = packaged(
      interleave(until(1, VIDEO), until(1, AUDIO)),
      shift(1_000, other),
      VIDEO.filter((tag) => isFrame(tag) && tag.atMs >= 2_000 && tag.atMs < 4_000),
      shift(3_000, other.filter(isFrame)),
    );
    expect(isDiscontinuity(all)).toEqual([false, true]);
    const rates = parse(Buffer.concat(all.map((segment) => segment.content()))).audio;
    expect(new Set(rates.map(({ samplerate }) => samplerate))).toEqual(new Set([48_000, 24_000]));
  });
});

/** @returns the same frame with another composition time */
function shownAfter(ms: number, tag: FlvTag): FlvTag {
  const body = Buffer.from(tag.body);
  body.writeIntBE(ms, 2, 3);
  return { ...tag, body };
}

describe('time stamps', () => {
  test('of an encoder that connects again continue, with a discontinuity', () => {
    const world = packaging();
    world.play(interleave(until(4, VIDEO), until(4, AUDIO)));
    world.wait(5_000);
    world.packager.restart();
    world.play(interleave(until(4, VIDEO), until(4, AUDIO)));
    world.packager.end();
    const all = world.segments.complete();
    expect(isDiscontinuity(all)).toEqual([false, false, true, false]);
    const times = parse(world.bytes()).frames.map(({ dts }) => dts);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const [, second, third] = all;
    expect((third?.startedAt ?? 0) - (second?.startedAt ?? 0)).toBeGreaterThan(6_500);
  });

  test.each([
    { title: 'video', tags: until(4, VIDEO) },
    { title: 'audio', tags: until(4, AUDIO) },
  ])(
    'of $title alone, of an encoder that connects again, begin with a discontinuity',
    ({ tags }) => {
      const world = packaging();
      world.play(tags);
      world.packager.restart();
      world.play(tags);
      world.packager.end();
      const marks = isDiscontinuity(world.segments.complete());
      expect(marks.filter((isMarked) => isMarked)).toHaveLength(1);
      expect(marks[0]).toBe(false);
    },
  );

  test('wrap after 2^33 ticks, 26.5 hours', () => {
    const world = packaging(2 ** 33 - 3 * SECOND);
    world.play(interleave(until(6, VIDEO), until(6, AUDIO)));
    world.packager.end();
    expect(seconds(world.segments.complete())).toEqual([2, 2, 2]);
    const times = world.segments.complete().map(({ startedAt }) => startedAt);
    expect(times.map((at) => Math.round((at - (times[0] ?? 0)) / 1_000))).toEqual([0, 2, 4]);
    const last = world.segments.complete()[2]?.content() ?? Buffer.alloc(0);
    expect(parse(last).frames[0]?.pts).toBe(SECOND);
  });

  test('of RTMP wrap after 2^32 ms', () => {
    const tags = shift(2 ** 32 - 3_000, interleave(until(6, VIDEO), until(6, AUDIO)));
    expect(tags.some(({ atMs }) => atMs < 5_000)).toBe(true);
    expect(seconds(packaged(tags).all)).toEqual([2, 2, 2]);
  });

  test.each([
    { title: 'forwards', ms: 3_600_000 },
    { title: 'backwards', ms: -3_600_000 },
  ])('that jump $title for both tracks leave video and audio together', ({ ms }) => {
    const tags = shift(7_200_000, interleave(until(8, VIDEO), until(8, AUDIO)));
    const jumped = tags.map((tag) =>
      tag.atMs < 7_203_000 || !isFrame(tag) ? tag : { ...tag, atMs: tag.atMs + ms },
    );
    const { bytes } = packaged(jumped);
    const { frames, audio } = parse(bytes());
    const ends = [frames.at(-1)?.pts ?? 0, audio.at(-1)?.pts ?? 0];
    expect(Math.abs((ends[0] ?? 0) - (ends[1] ?? 0))).toBeLessThan(0.2 * SECOND);
    expect(Math.abs((ends[0] ?? 0) - FIRST_TICKS - 8 * SECOND)).toBeLessThan(0.3 * SECOND);
  });

  test('with a picture that is said to be shown in hours leave the segments short', () => {
    const isOdd = (tag: FlvTag) => isFrame(tag) && [1_500, 4_000].includes(tag.atMs);
    const odd = until(20, VIDEO).map((tag) => (isOdd(tag) ? shownAfter(8_000_000, tag) : tag));
    const { all, bytes } = packaged(odd);
    expect(Math.max(...all.map((segment) => segment.seconds))).toBeLessThan(10);
    expect(parse(bytes()).frames).toHaveLength(200);
  });

  test('always move forward, whatever an encoder sends', () => {
    const time = fc.oneof(fc.nat(20_000), fc.nat(2 ** 32 - 1));
    const frames = VIDEO.filter(isFrame);
    const [header] = VIDEO;
    fc.assert(
      fc.property(fc.array(time, { minLength: 2, maxLength: 40 }), (times) => {
        const sent = times.map((atMs, n) => ({ ...(frames[n] as FlvTag), atMs }));
        const { bytes } = packaged(header ? [header, ...sent] : []);
        const found = parse(bytes()).frames.map(({ dts }) => dts);
        expect(found).toEqual([...found].sort((a, b) => a - b));
        expect(new Set(found).size).toBe(found.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('timed metadata', () => {
  test('is an ID3 tag at the picture that arrived last', () => {
    const world = packaging();
    world.play(interleave(until(3, VIDEO), until(3, AUDIO)));
    world.packager.addMetadata('{"score": "3:1"} Größe 👋');
    world.play(interleave(until(8, VIDEO), until(8, AUDIO)).filter(({ atMs }) => atMs >= 3_000));
    world.packager.end();
    const { tags } = parse(world.bytes());
    expect(tags).toEqual([
      {
        pts: FIRST_TICKS + 2.9 * SECOND,
        owner: 'metadata.live-video.net',
        text: '{"score": "3:1"} Größe 👋',
      },
    ]);
  });

  test('of the same moment keeps its order', () => {
    const world = packaging();
    world.play(until(3, VIDEO));
    for (let n = 0; n < 50; n++) world.packager.addMetadata(`${n}`);
    world.packager.end();
    const { tags } = parse(world.bytes());
    expect(tags.map(({ text }) => Number(text))).toEqual(Array.from({ length: 50 }, (_, n) => n));
    const times = tags.map(({ pts }) => pts);
    expect(new Set(times).size).toBe(50);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('that comes before the first picture is at the first picture', () => {
    const world = packaging();
    world.packager.addMetadata('early');
    world.play(until(3, VIDEO));
    world.packager.end();
    expect(parse(world.bytes()).tags).toMatchObject([{ pts: FIRST_TICKS, text: 'early' }]);
  });

  test('of 1 KB, with every length, arrives unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1_024 }), (text) => {
        const world = packaging();
        world.play(until(0.2, VIDEO));
        world.packager.addMetadata(text);
        world.packager.end();
        expect(parse(world.bytes()).tags.map((tag) => tag.text)).toEqual([text]);
      }),
      { numRuns: 50 },
    );
  });
});

test('bytes that are no media are left out', () => {
  const kinds = fc.constantFrom('video' as const, 'audio' as const);
  const start = fc.constantFrom('17000000', '17010000', '27010000', 'af00', 'af01', '');
  const garbage = fc
    .tuple(start, fc.uint8Array({ maxLength: 60 }))
    .map(([hex, bytes]) => Buffer.concat([Buffer.from(hex, 'hex'), bytes]));
  const tag = fc.record({ kind: kinds, atMs: fc.nat(10_000), body: garbage });
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 30 }), (tags) => {
      const { all } = packaged(tags, until(3, VIDEO));
      expect(all.every((segment) => segment.bytes % 188 === 0)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
