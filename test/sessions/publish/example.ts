import type { FinalSession } from '../../../src/sessions/publish/session-events.ts';
import type { SessionSummary } from '../../../src/sessions/summary.ts';

// The session in the examples of docs/events.md. Its Session Ended was lost.

const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t';
const streamId = 'st-1A2b3C4d5E6f7G8h9I0j1K2';
const ID = { channelArn, streamId };
const at = (time: string) => `2026-03-14T${time}.000Z`;

/** After Stream Start. */
export const live: SessionSummary = {
  ...{ ...ID, phase: 'LIVE', sessionAt: at('18:29:51') },
  created: { at: at('18:29:51'), id: '1', name: 'quiz-night' },
  started: { at: at('18:30:02'), id: '2', name: 'quiz-night' },
};

/** After Stream End. */
export const ended: SessionSummary = {
  ...{ ...live, phase: 'ENDED' },
  ended: { at: at('19:30:09'), id: '3', name: 'quiz-night' },
};

/** After reconcile added the missing event. */
export const repaired: SessionSummary = {
  ...ended,
  ingestEnded: { at: at('19:30:07'), id: '4', name: 'quiz-night', repaired: true },
};
export const repair = {
  added: [
    { id: `reconcile:${streamId}:Session Ended`, name: 'Session Ended', time: at('19:30:07') },
  ],
  at: at('19:34:00'),
};

/** When it is finalized. */
export const finalSession: FinalSession = {
  summary: repaired,
  details: {
    ...ID,
    channel: { name: 'quiz-night', type: 'STANDARD', latencyMode: 'LOW' },
    ingest: {
      video: { codec: 'avc1.64001F', width: 1280, height: 720, framerate: 30, bitrate: 3_500_000 },
      audio: { codec: 'mp4a.40.2', channels: 2, sampleRate: 48_000, bitrate: 160_000 },
    },
    health: {
      starvation: {
        spells: [{ from: at('18:41:10'), to: at('18:41:16') }],
        ...{ count: 1, incomplete: 0, totalMs: 6_000 },
      },
      takeovers: [{ at: at('18:55:00'), outcome: 'taken-over' }],
      breaches: [],
      recordings: [
        {
          ...{ bucket: 'quiz-recordings', prefix: 'ivs/v1/123456789012/Qz7nWk3LpR5t/2026/3/14' },
          ...{ status: 'recorded', startedAt: at('18:30:03'), endedAt: at('19:30:12') },
          durationMs: 3_607_000,
        },
      ],
      counts: { takeovers: 1, breaches: 0, recordings: 1 },
      ...{ unknownEvents: 0, events: 9 },
    },
    finalizedAt: at('19:34:00'),
  },
  viewers: {
    ...{
      ...ID,
      peak: 412,
      peakAt: at('18:52:00'),
      viewerSeconds: 1_062_000,
      coveredSeconds: 3_600,
    },
    ...{ lastAt: at('19:29:00'), lastCount: 118 },
  },
};
