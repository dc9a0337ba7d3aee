import { expect, test } from 'vitest';
import { mediaPlaylist } from '../../../src/simulator/playback/playlists.ts';
import { SegmentList } from '../../../src/simulator/playback/segment-list.ts';

/** A list of complete segments, and of one that grows. `true` is a discontinuity. */
function listOf(...discontinuities: boolean[]): SegmentList {
  const segments = new SegmentList(3);
  discontinuities.forEach((isDiscontinuity, n) => {
    segments.begin({ startedAt: n * 2_000, isDiscontinuity });
    if (n < discontinuities.length - 1) segments.end(2);
  });
  return segments;
}

const playlist = (...discontinuities: boolean[]) =>
  mediaPlaylist(listOf(...discontinuities), false);

test('a discontinuity is announced before the segment that grows', () => {
  expect(playlist(false, true)).toMatch(
    /0\.ts\n#EXT-X-DISCONTINUITY\n#EXT-X-PREFETCH:1\.ts\n#EXT-X-PREFETCH:2\.ts\n$/,
  );
  expect(playlist(false, false)).toMatch(/0\.ts\n#EXT-X-PREFETCH:1\.ts\n/);
});

test('discontinuities that have left the playlist are counted, also when their segments are dropped', () => {
  const before = (...all: boolean[]) => /DISCONTINUITY-SEQUENCE:(\d+)/.exec(playlist(...all))?.[1];
  const calm = (count: number) => Array<boolean>(count).fill(false);
  expect(before(false, true, false, false)).toBe('0');
  expect(before(false, true, ...calm(4))).toBe('1');
  expect(before(false, true, true, ...calm(20))).toBe('2');
});
