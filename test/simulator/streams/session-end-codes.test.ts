import { beforeEach, expect, test } from 'vitest';
import {
  createSimulator,
  type EncoderRequest,
  type IvsEventBridgeEvent,
  type ManualClock,
  manualClock,
  SESSION_END_CODES,
  type Simulator,
} from '../../../src/simulator/index.ts';
import { namesOf, START } from '../support.ts';

interface Answers {
  channel: { arn: string };
  streamKey: { value: string };
  streamSessions: { hasErrorEvent: boolean }[];
  streamSession: { truncatedEvents: { name: string; code?: string }[] };
}

let clock: ManualClock;
let events: IvsEventBridgeEvent[];
let simulator: Simulator;

beforeEach(() => {
  clock = manualClock(START);
  events = [];
  const emit = (event: IvsEventBridgeEvent) => events.push(event);
  simulator = createSimulator({ clock, emit, seed: 9, quotas: { enforce: false } });
});

const multitrack = (policy: 'ALLOW' | 'REQUIRE', maximumResolution = 'FULL_HD') => ({
  containerFormat: 'FRAGMENTED_MP4',
  multitrackInputConfiguration: { enabled: true, policy, maximumResolution },
});
const SINGLE_TRACK: Partial<EncoderRequest> = {};
const TWO_TRACKS: Partial<EncoderRequest> = {
  ingestConfigurations: {
    videoConfigurations: [
      { videoWidth: 1_280, videoHeight: 720 },
      { videoWidth: 640, videoHeight: 360 },
    ],
    audioConfigurations: [{}],
  },
};

async function connect(channelInput: object, encoder: Partial<EncoderRequest>) {
  const { channel, streamKey } = await simulator.call<Answers>('CreateChannel', channelInput);
  const { streamId } = simulator.connectEncoder({ streamKey: streamKey.value, ...encoder });
  clock.advance(500);
  return { channelArn: channel.arn, streamId };
}

/** The name and code of the newest event of a channel, as GetStreamSession and EventBridge show it. */
async function lastEvent(channelArn: string) {
  const { streamSession } = await simulator.call<Answers>('GetStreamSession', { channelArn });
  const [newest] = streamSession.truncatedEvents;
  const { event_name: name, code } = events.at(-1)?.detail ?? {};
  expect({ name, code }).toEqual({ name: newest?.name, code: newest?.code });
  return newest;
}

test.each([
  ['single-track to a channel without multitrack', {}, SINGLE_TRACK, undefined],
  ['single-track to a channel that allows it', multitrack('ALLOW'), SINGLE_TRACK, undefined],
  ['multitrack to a channel that allows it', multitrack('ALLOW'), TWO_TRACKS, undefined],
  ['multitrack to a channel that requires it', multitrack('REQUIRE', 'HD'), TWO_TRACKS, undefined],
  ['single-track', multitrack('REQUIRE'), SINGLE_TRACK, 'MultitrackInputRequired'],
  ['multitrack to a channel without it', {}, TWO_TRACKS, 'MultitrackInputNotAllowed'],
  [
    'a track over the maximum resolution',
    multitrack('REQUIRE', 'SD'),
    TWO_TRACKS,
    'InvalidMultitrackInputVideoTrackMediaProperties',
  ],
])('an encoder that sends %s', async (_what, channel, encoder, code) => {
  const { channelArn } = await connect(channel, encoder);
  const last = await lastEvent(channelArn);
  const sessions = await simulator.call<Answers>('ListStreamSessions', { channelArn });
  expect(sessions.streamSessions).toMatchObject([{ hasErrorEvent: code !== undefined }]);
  if (code === undefined) expect(last?.name).toBe('Stream Start');
  else expect(last).toMatchObject({ name: 'Session Ended', code });
  expect(namesOf(events)).toEqual(['Session Created', last?.name]);
});

test.each(SESSION_END_CODES)('a session can end with the code %s', async (code) => {
  const { channelArn, streamId } = await connect({}, SINGLE_TRACK);
  simulator.disconnectEncoder(streamId, code);
  expect(await lastEvent(channelArn)).toMatchObject({ name: 'Session Ended', code });
  clock.advance(500);
  expect(namesOf(events).at(-1)).toBe('Stream End');
});

test('without a code, Session Ended has none', async () => {
  const { streamId } = await connect({}, SINGLE_TRACK);
  simulator.disconnectEncoder(streamId);
  expect(events.at(-1)?.detail).toEqual({
    event_name: 'Session Ended',
    channel_name: '',
    stream_id: streamId,
  });
});

test('an unknown code is refused, and the encoder stays connected', async () => {
  const { streamId } = await connect({}, SINGLE_TRACK);
  const disconnect = () =>
    simulator.disconnectEncoder(streamId, 'Nonsense' as 'MultitrackInputRequired');
  expect(disconnect).toThrow(/^code: expected .*MultitrackInputRequired.*received "Nonsense"/);
  simulator.disconnectEncoder(streamId);
});

test('an encoder describes either one track or several', async () => {
  const encoder = { ...TWO_TRACKS, ingest: {} };
  await expect(connect({}, encoder)).rejects.toThrow(/^ingestConfigurations: /);
  const noVideo = { ingestConfigurations: { videoConfigurations: [], audioConfigurations: [] } };
  await expect(connect({}, noVideo)).rejects.toThrow(/^ingestConfigurations: /);
});

test('a takeover by an encoder with another number of tracks is refused', async () => {
  const { streamKey } = await simulator.call<Answers>('CreateChannel', multitrack('ALLOW'));
  const request = { streamKey: streamKey.value, ...TWO_TRACKS };
  simulator.connectEncoder(request);
  clock.advance(500);
  const [first = {}] = TWO_TRACKS.ingestConfigurations?.videoConfigurations ?? [];
  const single = { streamKey: streamKey.value, ingest: { video: first }, priority: 1 };
  expect(() => simulator.connectEncoder(single)).toThrow(/StreamTakeoverMediaMismatch/);
  simulator.connectEncoder({ ...request, priority: 1 });
});

test('an encoder with several tracks that connects again after StopStream sends them again', async () => {
  const { channelArn } = await connect(multitrack('REQUIRE'), {
    ...TWO_TRACKS,
    reconnectAfterMs: 1_000,
  });
  await simulator.call('StopStream', { channelArn });
  clock.advance(2_000);
  expect(await lastEvent(channelArn)).toMatchObject({ name: 'Stream Start' });
});
