import type { IncidentSession } from '../incident/incident.ts';
import type { ExportedSession } from '../input/exported-session.ts';
import type { Life } from './life.ts';
import type { SessionBody, Step } from './steps.ts';

/** IVS lists the newest 500 events of a session. */
const MAX_LISTED = 500;

/** What IVS tells of a session at each time at which that changes. */
export function sessionBodies(session: IncidentSession, life: Life): Step[] {
  const { createdAt } = life;
  const times = [...Object.values(life), ...session.events.map(({ event }) => timeOf(event))]
    .filter((at): at is number => typeof at === 'number')
    .map((at) => Math.max(at, createdAt));
  const changes = [...new Set(times)].sort((a, b) => a - b);
  return changes.map((at) => ({
    ...{ at, kind: 'session' },
    session: bodyAt(session, life, at),
    what: changeAt(life, at),
  }));
}

/** What IVS tells of a session when everything has happened. */
export const lastBody = (session: IncidentSession, life: Life): SessionBody =>
  bodyAt(session, life, Number.POSITIVE_INFINITY);

const timeOf = ({ time }: { time: string }): number => Date.parse(time);

function bodyAt({ id, exported, events }: IncidentSession, life: Life, at: number): SessionBody {
  const past = Object.entries(life).filter(([, time]) => time !== undefined && time <= at);
  const listed = events.filter(({ event }) => timeOf(event) <= at).slice(-MAX_LISTED);
  const ingest = exported?.ingest && ingestOf(exported.ingest);
  return {
    ...id,
    createdAt: life.createdAt,
    ...Object.fromEntries(past),
    ...(ingest && { ingest }),
    events: listed.map(({ event: { name, detailType: type, time, detail } }) => ({
      ...{ name, type, at: Date.parse(time) },
      ...(typeof detail.code === 'string' && detail.code !== '' && { code: detail.code }),
    })),
  };
}

const CHANGES: readonly [keyof Life, string][] = [
  ['endedAt', 'the session ends'],
  ['startedAt', 'the stream is live'],
  ['disconnectedAt', 'the encoder is gone'],
  ['createdAt', 'the session begins'],
];

const changeAt = (life: Life, at: number): string =>
  CHANGES.find(([name]) => life[name] === at)?.[1] ?? 'its list of events grows';

function ingestOf({ video, audio }: NonNullable<ExportedSession['ingest']>) {
  return {
    ...(video && {
      video: defined({
        ...{ codec: video.codec, encoder: video.encoder },
        ...{ videoWidth: video.width, videoHeight: video.height },
        ...{ targetFramerate: video.framerate, targetBitrate: video.bitrate },
      }),
    }),
    ...(audio && {
      audio: defined({
        ...{ codec: audio.codec, channels: audio.channels },
        ...{ sampleRate: audio.sampleRate, targetBitrate: audio.bitrate },
      }),
    }),
  };
}

function defined(
  members: Record<string, string | number | undefined>,
): Record<string, string | number> {
  const known = Object.entries(members).filter(
    (entry): entry is [string, string | number] => entry[1] !== undefined,
  );
  return Object.fromEntries(known);
}
