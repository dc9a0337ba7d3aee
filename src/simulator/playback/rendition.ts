import type { StreamSession } from '../streams/stream-session.ts';
import type { ChannelPlayback } from './channel-playback.ts';
import { BUILT_IN_PICTURE } from './picture/built-in-picture.ts';
import { peakBitrate, type Rendition } from './playlists.ts';

/** @returns what the encoder of a stream sends, as far as it is known */
export function renditionOf(
  { encoder, tracks }: StreamSession,
  { playableCodecs = {}, segments }: ChannelPlayback,
): Omit<Rendition, 'uri'> {
  const base = { codecs: playableCodecs, bitsPerSecond: peakBitrate(segments) };
  if (!encoder.sendsMedia) return { ...base, ...BUILT_IN_PICTURE };
  const { videoWidth, videoHeight, targetFramerate } = tracks.video[0] ?? {};
  return {
    ...base,
    ...(videoWidth && { width: Number(videoWidth) }),
    ...(videoHeight && { height: Number(videoHeight) }),
    ...(targetFramerate && { framesPerSecond: Number(targetFramerate) }),
  };
}
