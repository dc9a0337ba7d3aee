import codecs from 'mux.js/lib/codecs/index.js';
import m2ts from 'mux.js/lib/m2ts/index.js';

// What mux.js, a parser that is not ours, finds in a transport stream. Times are in ticks of 1/90000 s.

export interface NalUnit {
  nalUnitType: string;
  pts: number;
  dts: number;
  data: Uint8Array;
}

export interface AudioFrame {
  pts: number;
  samplerate: number;
  channelcount: number;
  audioobjecttype: number;
  data: Uint8Array;
}

export interface Tag {
  pts: number;
  owner: string;
  text: string;
}

interface Metadata {
  pts: number;
  frames: { key: string; owner: string; data: Uint8Array }[];
}

/**
 * @returns the NAL units, audio frames and ID3 tags of a transport stream, in their order. The tags are those of
 *   PutMetadata, without those with which segments begin.
 */
export function parse(bytes: Uint8Array) {
  const video: NalUnit[] = [];
  const audio: AudioFrame[] = [];
  const tags: Tag[] = [];
  const packets = new m2ts.TransportPacketStream();
  const elementary = packets
    .pipe(new m2ts.TransportParseStream())
    .pipe(new m2ts.ElementaryStream());
  elementary
    .pipe(new codecs.h264.H264Stream())
    .on('data', (unit: NalUnit) => video.push({ ...unit, data: Uint8Array.from(unit.data) }));
  elementary.pipe(new codecs.Adts()).on('data', (frame: AudioFrame) => audio.push(frame));
  elementary.pipe(new m2ts.MetadataStream()).on('data', ({ pts, frames }: Metadata) => {
    const [frame] = frames;
    if (frame?.key === 'PRIV')
      tags.push({ pts, owner: frame.owner, text: Buffer.from(frame.data).toString() });
  });
  packets.push(bytes);
  packets.flush();
  const frames = video.filter(({ nalUnitType }) => nalUnitType === 'access_unit_delimiter_rbsp');
  return { video, frames, audio, tags };
}
