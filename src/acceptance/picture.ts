const PACKET_BYTES = 188;
const SYNC = 0x47;

/** Follows the playlists of a channel, as a player does, and looks for a text in the timed metadata. */
export class Picture {
  readonly #playbackUrl: string;
  readonly #seen = new Set<string>();

  constructor(playbackUrl: string) {
    this.#playbackUrl = playbackUrl;
  }

  /** Whether viewers can see something. */
  async isPlaying(): Promise<boolean> {
    const media = await this.#mediaPlaylist();
    return media !== undefined && urisOf(media.text, media.url).length > 0;
  }

  /** @returns whether one of the segments that are new since the last call contains the text */
  async shows(text: string): Promise<boolean> {
    const media = await this.#mediaPlaylist();
    if (media === undefined) return false;
    const segments = urisOf(media.text, media.url).filter((url) => !this.#seen.has(url));
    for (const url of segments) {
      const response = await fetch(url);
      if (!response.ok) continue;
      this.#seen.add(url);
      if (textIn(Buffer.from(await response.arrayBuffer())).includes(text)) return true;
    }
    return false;
  }

  /** The playlist of the first rendition; undefined while the stream has none. */
  async #mediaPlaylist(): Promise<{ url: string; text: string } | undefined> {
    const master = await read(this.#playbackUrl);
    const [url] = master === undefined ? [] : urisOf(master, this.#playbackUrl);
    const text = url === undefined ? undefined : await read(url);
    return url === undefined || text === undefined ? undefined : { url, text };
  }
}

async function read(url: string): Promise<string | undefined> {
  const response = await fetch(url);
  return response.ok ? response.text() : undefined;
}

/** The URIs of a playlist; lines that begin with # are tags. */
export const urisOf = (playlist: string, base: string): string[] =>
  playlist
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => new URL(line, base).href);

/**
 * The payloads of an MPEG transport stream as text, one packet identifier after the other. A text may be cut by the
 * headers of packets, which are left out.
 */
export function textIn(segment: Buffer): string {
  const payloads = new Map<number, Buffer[]>();
  for (let at = 0; at + PACKET_BYTES <= segment.length; at += PACKET_BYTES) {
    if (segment[at] !== SYNC) return '';
    const id = segment.readUInt16BE(at + 1) & 0x1fff;
    const control = segment.readUInt8(at + 3);
    if ((control & 0x10) === 0) continue;
    const adaptation = (control & 0x20) === 0 ? 0 : segment.readUInt8(at + 4) + 1;
    const all = payloads.get(id) ?? [];
    all.push(segment.subarray(at + 4 + adaptation, at + PACKET_BYTES));
    payloads.set(id, all);
  }
  return [...payloads.values()].map((all) => Buffer.concat(all).toString('latin1')).join('\n');
}
