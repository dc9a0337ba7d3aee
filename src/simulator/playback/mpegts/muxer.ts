import { Packetizer } from './packets.ts';
import { pesPacket, STREAM_IDS } from './pes.ts';
import {
  AUDIO_PID,
  ID3_PID,
  PAT_PID,
  PMT_PID,
  programAssociation,
  programMap,
  type TrackSet,
  VIDEO_PID,
} from './tables.ts';
import { TICKS_PER_SECOND } from './ticks.ts';

/** The clock of the stream runs so far behind the time stamps, so that decoders have time. */
const CLOCK_LEAD = TICKS_PER_SECOND / 10;

/** One access unit of H.264. Times are in ticks. */
export interface VideoUnit {
  pts: number;
  dts: number;
  isKeyFrame: boolean;
  /** The bytes in the format of Annex B. */
  parts: Uint8Array[];
}

/** One frame of AAC with its ADTS header. */
export interface AudioUnit {
  pts: number;
  parts: Uint8Array[];
}

/** Makes the packets of one transport stream, which may consist of many segments. */
export class Muxer {
  readonly #packetizer = new Packetizer();
  #tracks: TrackSet = { video: false, audio: false };

  /** @returns the tables, with which each segment begins */
  tables(tracks: TrackSet): Buffer {
    this.#tracks = tracks;
    return Buffer.concat([
      this.#packetizer.packets(PAT_PID, programAssociation()),
      this.#packetizer.packets(PMT_PID, programMap(tracks)),
    ]);
  }

  video({ pts, dts, isKeyFrame, parts }: VideoUnit): Buffer {
    const packet = pesPacket(STREAM_IDS.video, { pts, dts }, parts);
    const start = { pcr: dts - CLOCK_LEAD, randomAccess: isKeyFrame };
    return this.#packetizer.packets(VIDEO_PID, packet, start);
  }

  audio({ pts, parts }: AudioUnit): Buffer {
    const packet = pesPacket(STREAM_IDS.audio, { pts }, parts);
    const start = this.#tracks.video ? {} : { pcr: pts - CLOCK_LEAD, randomAccess: true };
    return this.#packetizer.packets(AUDIO_PID, packet, start);
  }

  /** @param tag an ID3 tag */
  metadata(pts: number, tag: Uint8Array): Buffer {
    return this.#packetizer.packets(ID3_PID, pesPacket(STREAM_IDS.metadata, { pts }, [tag]));
  }
}
