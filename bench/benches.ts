import { channels } from './channels.ts';
import { consolePage } from './console-page.ts';
import { idle } from './idle.ts';
import { latency } from './latency.ts';
import { metadata } from './metadata.ts';
import { operatorConsole } from './operator-console.ts';
import { playback } from './playback.ts';
import { sessions } from './sessions.ts';
import { simulator } from './simulator.ts';
import type { Bench } from './support/bench.ts';

/** All benchmarks, by their name in `npm run bench -- <name>`. */
export const benches: Record<string, Bench> = {
  channels,
  console: operatorConsole,
  'console-page': consolePage,
  idle,
  latency,
  metadata,
  playback,
  sessions,
  simulator,
};
