import type { DoctorAnswer } from '../doctor/answer.ts';
import { Encoder } from './encoder.ts';
import { type OwnChannel, OwnChannels } from './own-channels.ts';
import { Picture } from './picture.ts';
import { CHANNELS, type Role } from './plan.ts';
import type { Stage } from './stage.ts';
import { waitFor } from './wait.ts';

export interface StoryTools {
  stage: Stage;
  /** Makes the names of the channels of this run unique. */
  runId: string;
  print(line: string): void;
  /** Ends the story early. What it has created is deleted all the same. */
  signal: AbortSignal;
  /** How long to wait between two looks, and for one step, ms. */
  pace: { everyMs: number; withinMs: number };
}

type Cast = Record<Role, OwnChannel>;

/**
 * Plays the story: channels, streams, sessions, metadata, a deletion and a new key. Whatever happens, it stops its
 * encoders and deletes its channels.
 *
 * @throws Error that says which step did not happen
 */
export async function playStory(tools: StoryTools): Promise<void> {
  const { stage, print } = tools;
  const channels = new OwnChannels(stage.ivs);
  const encoders: Encoder[] = [];
  try {
    const cast = await prepare(tools, channels);
    for (const { ingestEndpoint, streamKey } of Object.values(cast))
      encoders.push(new Encoder(stage.ingestUrl(ingestEndpoint, streamKey)));
    await seeSessions(tools, cast, 'live', encoders);
    await seeMessage(tools, cast.rotated);
    await Promise.all(encoders.map((encoder) => encoder.stop()));
    await seeSessions(tools, cast, 'ended');
    await Promise.all([
      seeDeletion(tools, channels, cast.deleted),
      seeNewKey(tools, channels, cast.rotated),
    ]);
    print('every step has happened');
  } finally {
    await Promise.all(encoders.map((encoder) => encoder.stop()));
    const problems = await channels.deleteAll();
    print(problems.length === 0 ? 'no channel of this run is left' : 'LEFT, delete by hand:');
    for (const problem of problems) print(problem);
  }
}

async function prepare(tools: StoryTools, channels: OwnChannels): Promise<Cast> {
  const { stage, print, runId, signal } = tools;
  const { checks, tagPrefix, modes, version } = await stage.invoke<DoctorAnswer>('doctor', {});
  print(`version ${version}, tags ${tagPrefix}:…`);
  for (const { check, ok, found } of checks) if (!ok) print(`doctor: ${check}: ${found}`);
  for (const [setting, mode] of Object.entries(modes)) {
    if (mode !== 'apply')
      throw new Error(`${setting}: expected apply, received ${mode}: the story would not end`);
  }
  const cast: Partial<Cast> = {};
  for (const { role, tag, value } of CHANNELS) {
    signal.throwIfAborted();
    const tags = { [`${tagPrefix}:${tag}`]: value, 'created-by': 'ivs-autopilot-acceptance' };
    cast[role] = await channels.create(`ivs-autopilot-acceptance-${runId}-${role}`, tags);
    print(`created ${cast[role].name}, ${cast[role].arn}`);
  }
  return cast as Cast;
}

interface Sessions {
  sessions: { state: string }[];
}

async function seeSessions(
  { stage, print, signal, pace }: StoryTools,
  cast: Cast,
  state: 'live' | 'ended',
  encoders: readonly Encoder[] = [],
): Promise<void> {
  for (const { arn: channelArn, name } of Object.values(cast)) {
    await waitFor(`a session of ${name} that is ${state}`, { signal, ...pace }, async () => {
      for (const encoder of encoders) encoder.expectRunning();
      const { sessions } = await stage.invoke<Sessions>('getSessions', { channelArn });
      return sessions[0]?.state === state ? true : undefined;
    });
    print(`the session of ${name} is ${state}`);
  }
}

/** Queues a message, and sees it where viewers see it. */
async function seeMessage(
  { stage, print, signal, pace, runId }: StoryTools,
  { arn: channelArn, playbackUrl }: OwnChannel,
): Promise<void> {
  const text = `acceptance-${runId}`;
  const picture = new Picture(playbackUrl);
  await waitFor('a picture', { signal, ...pace }, async () =>
    (await picture.isPlaying()) ? true : undefined,
  );
  const messages = [{ channelArn, payload: { text } }];
  const { accepted } = await stage.invoke<{ accepted: unknown[] }>('enqueueMetadata', { messages });
  if (accepted.length !== 1) throw new Error('enqueueMetadata did not accept the message');
  print('queued a message');
  await waitFor('the message in the picture', { signal, ...pace, everyMs: 500 }, async () =>
    (await picture.shows(text)) ? true : undefined,
  );
  print('the message is in the picture that viewers get');
}

async function seeDeletion(
  { print, signal, pace }: StoryTools,
  channels: OwnChannels,
  channel: OwnChannel,
): Promise<void> {
  await waitFor(`the deletion of ${channel.name}`, { signal, ...pace }, async () =>
    (await channels.exists(channel)) ? undefined : true,
  );
  print(`the stage has deleted ${channel.name}`);
}

async function seeNewKey(
  { stage, print, signal, pace }: StoryTools,
  channels: OwnChannels,
  channel: OwnChannel,
): Promise<void> {
  await waitFor(`a new stream key of ${channel.name}`, { signal, ...pace }, async () => {
    const arn = await channels.streamKeyArn(channel);
    return arn === undefined || arn === channel.streamKeyArn ? undefined : arn;
  });
  print(`${channel.name} has a new stream key`);
  const audit = await stage.invoke<unknown>('explainChannels', { audit: channel.arn });
  const [, secret] = /"secretName":"([^"]+)"/.exec(JSON.stringify(audit)) ?? [];
  if (secret !== undefined)
    print(
      `its value is in the secret ${secret}, which stays: aws secretsmanager delete-secret --secret-id ${secret}`,
    );
}
