import type { EncoderRequest, Ingest } from '../types/encoders.ts';
import { avcOf } from './avc.ts';

/** One track: members of VideoConfiguration or AudioConfiguration of the IVS API, as far as they are known. */
export type Track = Readonly<Record<string, string | number>>;

/**
 * The tracks that an encoder sends. Without multitrack input, there is at most one of each kind. The deprecated
 * members `avcProfile` and `avcLevel` of video tracks are kept as `profile` and `level`.
 */
export interface Tracks {
  readonly video: readonly Track[];
  readonly audio: readonly Track[];
}

export const NO_TRACKS: Tracks = { video: [], audio: [] };

/** A video track with usual settings. */
const DEFAULT_VIDEO: Track = {
  codec: 'avc1.42C02A',
  encoder: 'obs-output module (libobs version 30.0.2)',
  targetBitrate: 3_500_000,
  targetFramerate: 30,
  videoHeight: 1_080,
  videoWidth: 1_920,
};
const DEFAULT_AUDIO: Track = {
  codec: 'mp4a.40.2',
  targetBitrate: 160_000,
  sampleRate: 48_000,
  channels: 2,
};

/** Whether a video track is H.264, so that it has a profile and a level of AVC. */
export const isAvc = ({ codec }: Track): boolean => `${codec}`.startsWith('avc');

/** @returns the tracks of an encoder whose media are known only as far as `ingest` says */
export function knownTracks({ video, audio }: Ingest): Tracks {
  return { video: video ? [videoTrack(video)] : [], audio: audio ? [audio] : [] };
}

/** @returns the tracks of an encoder, with usual settings for members that are absent */
export function completeTracks({ ingest = {}, ingestConfigurations }: EncoderRequest): Tracks {
  const { videoConfigurations: video, audioConfigurations: audio } = ingestConfigurations ?? {
    videoConfigurations: [ingest.video ?? {}],
    audioConfigurations: [ingest.audio ?? {}],
  };
  return {
    video: video.map(completeVideo),
    audio: audio.map((track) => ({ ...DEFAULT_AUDIO, ...track })),
  };
}

/** @returns the part of an encoder's request that says which tracks it sends */
export const requestOf = ({
  video,
  audio,
}: Tracks): Pick<EncoderRequest, 'ingestConfigurations'> => ({
  ingestConfigurations: { videoConfigurations: [...video], audioConfigurations: [...audio] },
});

function completeVideo(given: Track): Track {
  const track = { ...DEFAULT_VIDEO, ...videoTrack(given) };
  return { ...avcOf(track.codec), ...track };
}

function videoTrack({ avcProfile, avcLevel, ...track }: Track): Track {
  return {
    ...(avcProfile !== undefined && { profile: avcProfile }),
    ...(avcLevel !== undefined && { level: avcLevel }),
    ...track,
  };
}
