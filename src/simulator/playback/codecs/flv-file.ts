import type { FlvTag } from './flv.ts';

const FILE_HEADER_BYTES = 13;
const TAG_HEADER_BYTES = 11;
const LENGTH_AFTER_TAG_BYTES = 4;
const KINDS: Record<number, FlvTag['kind']> = { 8: 'audio', 9: 'video' };

/** @returns the video and audio tags of an FLV file */
export function readFlvFile(file: Buffer): FlvTag[] {
  const tags: FlvTag[] = [];
  let at = FILE_HEADER_BYTES;
  while (at + TAG_HEADER_BYTES <= file.length) {
    const kind = KINDS[file[at] ?? 0];
    const end = at + TAG_HEADER_BYTES + file.readUIntBE(at + 1, 3);
    const atMs = file.readUIntBE(at + 4, 3) + (file[at + 7] ?? 0) * 2 ** 24;
    if (kind) tags.push({ kind, atMs, body: file.subarray(at + TAG_HEADER_BYTES, end) });
    at = end + LENGTH_AFTER_TAG_BYTES;
  }
  return tags;
}
