import { expect, test } from 'vitest';
import { detailsOf } from '../../../src/sessions/details/from-stream-session.ts';

const VIDEO = {
  avcProfile: '',
  avcLevel: '',
  codec: 'avc1.42C02A',
  encoder: 'obs',
  targetBitrate: 3_500_000,
  targetFramerate: 30,
  videoHeight: 1_080,
  videoWidth: 1_920,
  level: '4.2',
  track: 'Track0',
  profile: 'Baseline',
};
const AUDIO = {
  codec: 'mp4a.40.2',
  targetBitrate: 160_000,
  sampleRate: 48_000,
  channels: 2,
  track: 'Track0',
};
const configurations = (video: object[], audio: object[]) => ({
  ingestConfigurations: { videoConfigurations: video, audioConfigurations: audio },
});

test('the first track of each kind is the ingest of a session', () => {
  const low = { ...VIDEO, videoHeight: 360, track: 'Track1' };
  expect(detailsOf(configurations([VIDEO, low], [AUDIO])).ingest).toEqual({
    video: {
      codec: 'avc1.42C02A',
      encoder: 'obs',
      width: 1_920,
      height: 1_080,
      framerate: 30,
      bitrate: 3_500_000,
    },
    audio: { codec: 'mp4a.40.2', channels: 2, sampleRate: 48_000, bitrate: 160_000 },
  });
});

test('empty strings and 0 are values that IVS does not know yet', () => {
  const unknown = (track: object) =>
    Object.fromEntries(
      Object.entries(track).map(([name, value]) => [name, typeof value === 'string' ? '' : 0]),
    );
  const nothing = configurations([unknown(VIDEO)], [unknown(AUDIO)]);
  expect(detailsOf(nothing)).toEqual({});
  const codec = configurations([{ ...unknown(VIDEO), codec: 'avc1.42C02A' }], [unknown(AUDIO)]);
  expect(detailsOf(codec).ingest).toEqual({ video: { codec: 'avc1.42C02A' } });
});
