import type { Ingest } from '../types.ts';

/** The media of an encoder with usual settings. */
export const DEFAULT_INGEST: Required<Ingest> = {
  video: {
    avcProfile: 'Baseline',
    avcLevel: '4.2',
    codec: 'avc1.42C02A',
    encoder: 'obs-output module (libobs version 30.0.2)',
    targetBitrate: 3_500_000,
    targetFramerate: 30,
    videoHeight: 1_080,
    videoWidth: 1_920,
  },
  audio: { codec: 'mp4a.40.2', targetBitrate: 160_000, sampleRate: 48_000, channels: 2 },
};

/** @returns the given media, with the values of DEFAULT_INGEST for members that are absent */
export function completeIngest({ video, audio }: Ingest = {}): Required<Ingest> {
  return {
    video: { ...DEFAULT_INGEST.video, ...video },
    audio: { ...DEFAULT_INGEST.audio, ...audio },
  };
}
