import { channels } from './channels.ts';
import { metadata } from './metadata.ts';
import { sessions } from './sessions.ts';
import { simulator } from './simulator.ts';
import type { Bench } from './support/bench.ts';

/** All benches, by the name that `npm run bench -- <name>` takes. */
export const benches: Record<string, Bench> = { channels, metadata, sessions, simulator };
