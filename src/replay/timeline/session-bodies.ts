import type { IncidentEvent, IncidentSession } from '../incident/incident.ts';
import type { ExportedSession } from '../input/exported-session.ts';
import type { Life } from './life.ts';
import type { SessionBody, Step } from './steps.ts';

/** IVS lists the newest 500 events of a session. */
const MAX_LISTED = 500;

/** What IVS tells of a session at each time at which that changes. */
export function sessionBodies(session: IncidentSession, life: Life): Step[] {
  const { createdAt, endedAt = Number.POSITIVE_INFINITY } = life;
  const eventTimes = session.events.map(timeOf);
  const times = [...Object.values(life), ...eventTimes]
    .filter((at): at is number => typeof at === 'number')
    .map((at) => Math.max(at, createdAt));
  const changes = [...new Set(times)].sort((a, b) => a - b);
  let past = 0;
  return changes.map((at) => {
    while ((eventTimes[past] ?? Number.POSITIVE_INFINITY) <= at) past += 1;
    const count = past;
    return {
      ...{ at, kind: 'session', id: session.id, what: changeAt(life, at), isOver: endedAt <= at },
      body: () => bodyAt(session, life, at, count),
    };
  });
}

const timeOf = ({ event }: IncidentEvent): number => Date.parse(event.time);

/** @param count how many of its events have happened */
function bodyAt(
  { id, exported, events }: IncidentSession,
  life: Life,
  at: number,
  count: number,
): SessionBody {
  const past = Object.entries(life).filter(([, time]) => time !== undefined && time <= at);
  const listed = events.slice(Math.max(0, count - MAX_LISTED), count);
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
