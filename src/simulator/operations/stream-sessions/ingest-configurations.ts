import { shapeOf } from '../../model/model.ts';
import { isAvc, type Track, type Tracks } from '../../streams/ingest.ts';

/** How members that are not known yet are shown: not at all, or as empty strings and 0. */
export type UnknownIngest = 'absent' | 'empty';

/**
 * @returns the members of GetStreamSession that say what the encoder sends. `ingestConfiguration` is deprecated:
 *   it has only the first tracks, and only there are `avcProfile` and `avcLevel` filled.
 */
export function ingestConfigurationsOf({ video, audio }: Tracks, unknown: UnknownIngest): object {
  const isEmpty = unknown === 'empty';
  const shown = (shape: string, tracks: readonly Track[]): Track[] => {
    const named = tracks.map((track, index) => ({ track: `Track${index}`, ...track }));
    if (!isEmpty) return named;
    return (named.length > 0 ? named : [{}]).map((track) => ({ ...emptyTrack(shape), ...track }));
  };
  const [videoTracks, audioTracks] = [
    shown('VideoConfiguration', video),
    shown('AudioConfiguration', audio),
  ];
  const [firstVideo, firstAudio] = [videoTracks[0], audioTracks[0]];
  return {
    ingestConfiguration: {
      ...(firstVideo && { video: withAvcMembers(firstVideo) }),
      ...(firstAudio && { audio: firstAudio }),
    },
    ingestConfigurations: {
      videoConfigurations: videoTracks.map((track) => ({ ...track, avcProfile: '', avcLevel: '' })),
      audioConfigurations: audioTracks,
    },
  };
}

function withAvcMembers(track: Track): Track {
  if (!isAvc(track)) return track;
  const { profile, level } = track;
  return {
    ...track,
    ...(profile !== undefined && { avcProfile: profile }),
    ...(level !== undefined && { avcLevel: level }),
  };
}

/** @returns a track with all members of its shape, none of which is known */
function emptyTrack(shapeName: string): Track {
  const members = Object.entries(shapeOf(shapeName).members ?? {});
  return Object.fromEntries(
    members.map(([name, { shape }]) => [name, shapeOf(shape).type === 'string' ? '' : 0]),
  );
}
