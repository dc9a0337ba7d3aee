import { Packager } from '../../src/simulator/playback/packager.ts';
import { SegmentList } from '../../src/simulator/playback/segment-list.ts';
import { FIRST_TICKS } from '../../src/simulator/playback/timeline.ts';
import type { Measure } from '../support/bench.ts';
import { twoMegabits } from './streams.ts';

const ENCODERS = 10;
const SECONDS = 60;
const LISTED = 6;

/** Packages a minute of ten encoders, as fast as it goes. */
export function packaging(): Measure[] {
  const tags = twoMegabits(SECONDS);
  const channels = Array.from({ length: ENCODERS }, () => {
    const segments = new SegmentList(LISTED);
    return { segments, packager: new Packager(segments) };
  });
  const before = process.cpuUsage();
  for (const tag of tags) for (const { packager } of channels) packager.receive(tag, tag.atMs);
  const { user, system } = process.cpuUsage(before);
  const bytes = Math.max(...channels.map(({ segments }) => segments.bytes));
  return [
    {
      name: 'playback.cpu',
      value: (user + system) / 1_000_000 / SECONDS,
      unit: 'of a core, to package ten encoders of 2 Mbit/s',
      target: { atMost: 1 },
    },
    {
      name: 'playback.memory',
      value: bytes / 2 ** 20,
      unit: 'MiB of segments for each of them',
      target: { atMost: 20 },
    },
    ...metadataDelay(),
  ];
}

/** Sends metadata at arbitrary moments. Its time in the stream is compared with that moment. */
function metadataDelay(): Measure[] {
  const segments = new SegmentList(LISTED);
  const packager = new Packager(segments);
  let at = 0;
  let longest = 0;
  for (const tag of twoMegabits(SECONDS)) {
    for (; at < tag.atMs; at += 7) {
      packager.addMetadata(`${at}`);
      const edgeMs = (packager.edge - FIRST_TICKS) / 90;
      if (segments.next > 0) longest = Math.max(longest, Math.abs(at - edgeMs));
    }
    packager.receive(tag, tag.atMs);
  }
  return [
    {
      name: 'playback.metadata',
      value: longest,
      unit: 'ms from a PutMetadata to the time of its tag, at most (30 frames a second)',
      target: { atMost: 100 },
    },
  ];
}
