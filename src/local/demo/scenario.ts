import type { ReferenceDecoder } from '../../metadata/format/reference-decoder.ts';
import { channelExists, createChannel, currentStreamKey, type DemoChannel } from './channels.ts';
import type { DemoClient, Session } from './client.ts';
import { poll } from './poll.ts';
import type { DemoReport } from './report.ts';

const MESSAGES = 200;
/** The grace in the tag: long enough to see that the channel is kept until then. */
const GRACE = '5s';
const TIMEOUT_MS = 20_000;

interface DemoChannels {
  shortLived: DemoChannel;
  guarded: DemoChannel;
  quiz: DemoChannel;
}

/**
 * Runs the whole demo against the real handlers. The results of its checks are in the report.
 *
 * @returns the values of all stream keys: a test checks that nothing else shows them
 */
export async function runScenario(
  client: DemoClient,
  report: DemoReport,
  decoder: ReferenceDecoder,
): Promise<{ secrets: string[] }> {
  const channels = await createChannels(client, report);
  const streams = await goLive(client, report, channels);
  await sendBurst(client, report, channels.quiz, decoder);
  await endStreams(client, report, channels, streams);
  const newKey = await checkRotation(client, report, channels.quiz);
  await checkCleanup(client, report, channels);
  const secrets = [...Object.values(channels).map(({ streamKey }) => streamKey), ...newKey];
  await checkAfterwards(client, report, secrets);
  return { secrets };
}

async function createChannels(client: DemoClient, report: DemoReport): Promise<DemoChannels> {
  const shortLived = await createChannel(client, 'short-lived', { 'autopilot:auto-delete': GRACE });
  const guarded = await createChannel(client, 'guarded', {
    'autopilot:auto-delete': GRACE,
    'autopilot:protect': 'true',
  });
  const quiz = await createChannel(client, 'quiz', { 'autopilot:rotate-key': 'on-end' });
  report.print(`created short-lived  ${shortLived.arn}   auto-delete=${GRACE}`);
  report.print(`created guarded      ${guarded.arn}   auto-delete=${GRACE} protect=true`);
  report.print(`created quiz         ${quiz.arn}   rotate-key=on-end`);
  return { shortLived, guarded, quiz };
}

async function goLive(
  client: DemoClient,
  report: DemoReport,
  channels: DemoChannels,
): Promise<string[]> {
  const streams: string[] = [];
  for (const { name, streamKey } of Object.values(channels)) {
    const { streamId, status } = await client.connect(streamKey);
    if (streamId) streams.push(streamId);
    report.print(`an encoder connects to ${name}: ${streamId ?? `refused with ${status}`}`);
  }
  const live = await poll(TIMEOUT_MS, async () => {
    const { sessions } = await client.invoke<{ sessions: Session[] }>('getSessions', {
      live: true,
    });
    const started = sessions.filter(({ state }) => state === 'live');
    return started.length === streams.length ? started : undefined;
  });
  report.check('three sessions tracked as live', live?.length === 3, `${live?.length ?? 0} live`);
  for (const { streamId, startedAt } of live ?? []) {
    report.print(`session ${streamId} is live since ${startedAt}`);
  }
  return streams;
}

async function sendBurst(
  client: DemoClient,
  report: DemoReport,
  quiz: DemoChannel,
  decoder: ReferenceDecoder,
): Promise<void> {
  const messages = Array.from({ length: MESSAGES }, (_, question) => ({
    channelArn: quiz.arn,
    payload: { question, text: `Which of these is number ${question}?` },
  }));
  const sentAt = performance.now();
  const { accepted, rejected } = await client.invoke<{ accepted: unknown[]; rejected: unknown[] }>(
    'enqueueMetadata',
    { messages },
  );
  report.print(
    `queued ${accepted.length} metadata messages in one burst, ${rejected.length} rejected`,
  );
  const questions: unknown[] = [];
  let cueCount = 0;
  await poll(TIMEOUT_MS, async () => {
    const cues = await client.cues(quiz.arn);
    for (const { metadata } of cues.slice(cueCount)) {
      questions.push(...decoder.decode(metadata).map(questionOf));
    }
    cueCount = cues.length;
    return questions.length >= MESSAGES ? true : undefined;
  });
  const seconds = ((performance.now() - sentAt) / 1_000).toFixed(1);
  report.print(
    `players of quiz received ${questions.length} messages in ${cueCount} cues, ${seconds} s`,
  );
  const inOrder = questions.every((question, i) => question === i);
  report.check(
    `${MESSAGES} messages delivered once, in order`,
    inOrder && questions.length === MESSAGES,
    `${questions.length} delivered, ${inOrder ? 'in order' : 'out of order'}, ${cueCount} requests`,
  );
}

function questionOf(payload: unknown): unknown {
  return (payload as { question?: unknown } | null)?.question;
}

async function endStreams(
  client: DemoClient,
  report: DemoReport,
  channels: DemoChannels,
  streams: string[],
): Promise<void> {
  for (const streamId of streams) await client.disconnect(streamId);
  report.print('all encoders disconnect');
  const ended = await poll(TIMEOUT_MS, async () => {
    const all = await Promise.all(Object.values(channels).map(({ arn }) => client.sessionsOf(arn)));
    const done = all.flat().filter(({ endedAt }) => endedAt !== undefined);
    return done.length === streams.length ? done : undefined;
  });
  for (const { streamId, endedAt } of ended ?? []) {
    report.print(`session ${streamId} ended at ${endedAt}`);
  }
  report.check('their sessions end', ended?.length === 3, `${ended?.length ?? 0} ended`);
}

async function checkRotation(
  client: DemoClient,
  report: DemoReport,
  quiz: DemoChannel,
): Promise<string[]> {
  const newKey = await poll(TIMEOUT_MS, async () => {
    const key = await currentStreamKey(client, quiz.arn);
    return key !== quiz.streamKey ? key : undefined;
  });
  const rotated = newKey !== undefined;
  if (rotated) report.print('the stream key of quiz was rotated');
  report.check('quiz has a new stream key', rotated, rotated ? 'rotated' : 'still the old one');
  const old = await client.connect(quiz.streamKey);
  report.print(`an encoder tries the old key: ${old.status}`);
  report.check('the old key is refused', old.status === 403, `status ${old.status}`);
  const fresh = await client.connect(newKey ?? '');
  report.print(`an encoder tries the new key: ${fresh.status} ${fresh.streamId ?? ''}`);
  report.check('the new key is accepted', fresh.status === 201, `status ${fresh.status}`);
  if (fresh.streamId) await client.disconnect(fresh.streamId);
  return newKey === undefined ? [] : [newKey];
}

async function checkCleanup(
  client: DemoClient,
  report: DemoReport,
  channels: DemoChannels,
): Promise<void> {
  const gone = await poll(TIMEOUT_MS, async () =>
    (await channelExists(client, channels.shortLived.arn)) ? undefined : Date.now(),
  );
  const [session] = await client.sessionsOf(channels.shortLived.arn);
  const after = gone && session?.endedAt ? (gone - Date.parse(session.endedAt)) / 1_000 : undefined;
  if (after)
    report.print(`channel short-lived is gone, ${after.toFixed(1)} s after its stream's end`);
  // The time of the stream's end has a resolution of one second.
  const graceKept = after !== undefined && after >= Number.parseInt(GRACE, 10);
  report.check(
    `short-lived deleted, not before its grace of ${GRACE}`,
    graceKept,
    after === undefined ? 'still there' : `${after.toFixed(1)} s after Stream End`,
  );
  report.check(
    'its sessions are still known',
    session?.state === 'ended',
    `state ${session?.state ?? 'unknown'}`,
  );
  const guarded = await channelExists(client, channels.guarded.arn);
  report.check('guarded is kept', guarded, guarded ? 'kept' : 'deleted');
  const quiz = await channelExists(client, channels.quiz.arn);
  report.check('quiz, which asked for no deletion, is kept', quiz, quiz ? 'kept' : 'deleted');
}

async function checkAfterwards(
  client: DemoClient,
  report: DemoReport,
  secrets: string[],
): Promise<void> {
  const { violations } = await client.report();
  const broken = violations.map(({ operation }) => operation).join(', ');
  report.check(
    'no quota of IVS is exceeded',
    violations.length === 0,
    broken === '' ? 'never' : `${violations.length} times: ${broken}`,
  );
  const text = await client.tableText();
  const leaked = secrets.filter((secret) => text.includes(secret));
  report.check('no stream key value in the table', leaked.length === 0, `${leaked.length} found`);
}
