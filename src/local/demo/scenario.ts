import type { ReferenceDecoder } from '../../metadata/format/reference-decoder.ts';
import { channelExists, createChannel, currentStreamKey, type DemoChannel } from './channels.ts';
import type { DemoClient, Session } from './client.ts';
import { poll } from './poll.ts';
import type { DemoReport } from './report.ts';

const MESSAGES = 200;
/** The grace that the tag asks for; long enough to see that the channel stays meanwhile. */
const GRACE = '5s';
const PATIENCE_MS = 20_000;

interface DemoChannels {
  shortLived: DemoChannel;
  guarded: DemoChannel;
  quiz: DemoChannel;
}

/**
 * The whole story, each act by the real handlers. What came out is in the narrator's findings.
 *
 * @returns the values of all stream keys that it met: nothing else may ever show one
 */
export async function runScenario(
  world: DemoClient,
  tell: DemoReport,
  decoder: ReferenceDecoder,
): Promise<{ secrets: string[] }> {
  const cast = await castChannels(world, tell);
  const streams = await goLive(world, tell, cast);
  await burst(world, tell, cast.quiz, decoder);
  await endStreams(world, tell, cast, streams);
  const newKey = await rotation(world, tell, cast.quiz);
  await cleanup(world, tell, cast);
  const secrets = [...Object.values(cast).map(({ streamKey }) => streamKey), ...newKey];
  await aftermath(world, tell, secrets);
  return { secrets };
}

async function castChannels(world: DemoClient, tell: DemoReport): Promise<DemoChannels> {
  const shortLived = await createChannel(world, 'short-lived', { 'autopilot:auto-delete': GRACE });
  const guarded = await createChannel(world, 'guarded', {
    'autopilot:auto-delete': GRACE,
    'autopilot:protect': 'true',
  });
  const quiz = await createChannel(world, 'quiz', { 'autopilot:rotate-key': 'on-end' });
  tell.print(`created short-lived  ${shortLived.arn}   auto-delete=${GRACE}`);
  tell.print(`created guarded      ${guarded.arn}   auto-delete=${GRACE} protect=true`);
  tell.print(`created quiz         ${quiz.arn}   rotate-key=on-end`);
  return { shortLived, guarded, quiz };
}

async function goLive(world: DemoClient, tell: DemoReport, cast: DemoChannels): Promise<string[]> {
  const streams: string[] = [];
  for (const { name, streamKey } of Object.values(cast)) {
    const { streamId, status } = await world.connect(streamKey);
    if (streamId) streams.push(streamId);
    tell.print(`an encoder connects to ${name}: ${streamId ?? `refused with ${status}`}`);
  }
  const live = await poll(PATIENCE_MS, async () => {
    const { sessions } = await world.invoke<{ sessions: Session[] }>('getSessions', { live: true });
    const started = sessions.filter(({ state }) => state === 'live');
    return started.length === streams.length ? started : undefined;
  });
  tell.check('three sessions tracked as live', live?.length === 3, `${live?.length ?? 0} live`);
  for (const { streamId, startedAt } of live ?? []) {
    tell.print(`session ${streamId} is live since ${startedAt}`);
  }
  return streams;
}

async function burst(
  world: DemoClient,
  tell: DemoReport,
  quiz: DemoChannel,
  decoder: ReferenceDecoder,
): Promise<void> {
  const messages = Array.from({ length: MESSAGES }, (_, question) => ({
    channelArn: quiz.arn,
    payload: { question, text: `Which of these is number ${question}?` },
  }));
  const sentAt = performance.now();
  const { accepted, rejected } = await world.invoke<{ accepted: unknown[]; rejected: unknown[] }>(
    'enqueueMetadata',
    { messages },
  );
  tell.print(
    `queued ${accepted.length} metadata messages in one burst, ${rejected.length} rejected`,
  );
  const questions: unknown[] = [];
  let cuesSeen = 0;
  await poll(PATIENCE_MS, async () => {
    const cues = await world.cues(quiz.arn);
    for (const { metadata } of cues.slice(cuesSeen)) {
      questions.push(...decoder.decode(metadata).map(questionOf));
    }
    cuesSeen = cues.length;
    return questions.length >= MESSAGES ? true : undefined;
  });
  const seconds = ((performance.now() - sentAt) / 1_000).toFixed(1);
  tell.print(
    `players of quiz received ${questions.length} messages in ${cuesSeen} cues, ${seconds} s`,
  );
  const inOrder = questions.every((question, i) => question === i);
  tell.check(
    `${MESSAGES} messages delivered once, in order`,
    inOrder && questions.length === MESSAGES,
    `${questions.length} delivered, ${inOrder ? 'in order' : 'out of order'}, ${cuesSeen} requests`,
  );
}

function questionOf(payload: unknown): unknown {
  return (payload as { question?: unknown } | null)?.question;
}

async function endStreams(
  world: DemoClient,
  tell: DemoReport,
  cast: DemoChannels,
  streams: string[],
): Promise<void> {
  for (const streamId of streams) await world.disconnect(streamId);
  tell.print('all encoders disconnect');
  const ended = await poll(PATIENCE_MS, async () => {
    const all = await Promise.all(Object.values(cast).map(({ arn }) => world.sessionsOf(arn)));
    const done = all.flat().filter(({ endedAt }) => endedAt !== undefined);
    return done.length === streams.length ? done : undefined;
  });
  for (const { streamId, endedAt } of ended ?? []) {
    tell.print(`session ${streamId} ended at ${endedAt}`);
  }
  tell.check('their sessions end', ended?.length === 3, `${ended?.length ?? 0} ended`);
}

async function rotation(world: DemoClient, tell: DemoReport, quiz: DemoChannel): Promise<string[]> {
  const newKey = await poll(PATIENCE_MS, async () => {
    const key = await currentStreamKey(world, quiz.arn);
    return key !== quiz.streamKey ? key : undefined;
  });
  const rotated = newKey !== undefined;
  if (rotated) tell.print('the stream key of quiz was rotated');
  tell.check('quiz has a new stream key', rotated, rotated ? 'rotated' : 'still the old one');
  const old = await world.connect(quiz.streamKey);
  tell.print(`an encoder tries the old key: ${old.status}`);
  tell.check('the old key is refused', old.status === 403, `status ${old.status}`);
  const fresh = await world.connect(newKey ?? '');
  tell.print(`an encoder tries the new key: ${fresh.status} ${fresh.streamId ?? ''}`);
  tell.check('the new key is accepted', fresh.status === 201, `status ${fresh.status}`);
  if (fresh.streamId) await world.disconnect(fresh.streamId);
  return newKey === undefined ? [] : [newKey];
}

async function cleanup(world: DemoClient, tell: DemoReport, cast: DemoChannels): Promise<void> {
  const gone = await poll(PATIENCE_MS, async () =>
    (await channelExists(world, cast.shortLived.arn)) ? undefined : Date.now(),
  );
  const [session] = await world.sessionsOf(cast.shortLived.arn);
  const after = gone && session?.endedAt ? (gone - Date.parse(session.endedAt)) / 1_000 : undefined;
  if (after)
    tell.print(`channel short-lived is gone, ${after.toFixed(1)} s after its stream's end`);
  // The stream's end is known to the second, as EventBridge gives it.
  const graceKept = after !== undefined && after >= Number.parseInt(GRACE, 10);
  tell.check(
    `short-lived deleted, not before its grace of ${GRACE}`,
    graceKept,
    after === undefined ? 'still there' : `${after.toFixed(1)} s after Stream End`,
  );
  tell.check(
    'its sessions are still known',
    session?.state === 'ended',
    `state ${session?.state ?? 'unknown'}`,
  );
  const guarded = await channelExists(world, cast.guarded.arn);
  tell.check('guarded is kept', guarded, guarded ? 'kept' : 'deleted');
  const quiz = await channelExists(world, cast.quiz.arn);
  tell.check('quiz, which asked for no deletion, is kept', quiz, quiz ? 'kept' : 'deleted');
}

async function aftermath(world: DemoClient, tell: DemoReport, secrets: string[]): Promise<void> {
  const { violations } = await world.report();
  const broken = violations.map(({ operation }) => operation).join(', ');
  tell.check(
    'no quota of IVS was ever exceeded',
    violations.length === 0,
    broken === '' ? 'never' : `${violations.length} times: ${broken}`,
  );
  const text = await world.tableText();
  const leaked = secrets.filter((secret) => text.includes(secret));
  tell.check('no stream key value in the table', leaked.length === 0, `${leaked.length} found`);
}
