import { packaging } from './playback/packaging.ts';
import { playlists } from './playback/playlists.ts';
import { tenMinutes } from './playback/ten-minutes.ts';
import type { Bench } from './support/bench.ts';

/** Measures how the simulator packages streams. It needs ffprobe. */
export const playback: Bench = {
  about: 'the picture of the simulator: processor, memory, playlists, ten minutes in ffprobe',
  async run() {
    return [...packaging(), ...(await playlists()), ...(await tenMinutes())];
  },
};
