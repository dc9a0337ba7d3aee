import { expect, test } from 'vitest';
import { textIn, urisOf } from '../../src/acceptance/picture.ts';

/** A packet of a transport stream. @param stuffing bytes of the adaptation field, besides its length */
function packet(id: number, payload: string, stuffing?: number): Buffer {
  const header = [0x47, id >> 8, id & 0xff, stuffing === undefined ? 0x10 : 0x30];
  const adaptation = stuffing === undefined ? [] : [stuffing, ...Array(stuffing).fill(0)];
  const bytes = Buffer.alloc(188, ' ');
  Buffer.concat([Buffer.from([...header, ...adaptation]), Buffer.from(payload)]).copy(bytes);
  return bytes;
}

test('a text is found across packets of its stream, without their headers and fillings', () => {
  const first = `${'x'.repeat(184 - 'accept'.length)}accept`;
  const segment = Buffer.concat([
    packet(256, first),
    packet(257, 'video'),
    packet(256, 'ance-1', 180 - 'ance-1'.length - 2),
  ]);
  expect(textIn(segment)).toContain('acceptance-1');
  expect(textIn(Buffer.from('not a transport stream'.repeat(20)))).toBe('');
});

test('the addresses of a playlist are its lines without #', () => {
  const playlist = '#EXTM3U\r\n#EXTINF:2,\r\nsegment-1.ts\n\nhttps://other/segment-2.ts\n';
  expect(urisOf(playlist, 'https://host/a/b.m3u8?token=x')).toEqual([
    'https://host/a/segment-1.ts',
    'https://other/segment-2.ts',
  ]);
});
