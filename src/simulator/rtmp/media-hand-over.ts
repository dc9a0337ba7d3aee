import type { EncoderMedia } from '../types/encoders.ts';
import type { Media } from './media.ts';

/**
 * Hands the media of an encoder over to the simulator. An encoder that takes over has no stream before its first
 * frame; its sequence headers wait until then.
 */
export class MediaHandOver {
  readonly #headers = new Map<EncoderMedia['kind'], EncoderMedia>();

  /** @param send gets the message, and first the headers that wait; undefined while there is no stream */
  receive(media: Media, send: ((media: EncoderMedia) => void) | undefined): void {
    if (media.kind === 'data') return;
    const { kind, atMs, body, isHeader } = media;
    if (send) {
      for (const header of this.#headers.values()) send(header);
      this.#headers.clear();
      send({ kind, atMs, body });
    } else if (isHeader) this.#headers.set(kind, { kind, atMs, body: Buffer.from(body) });
  }
}
