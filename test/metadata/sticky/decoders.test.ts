import { describe, expect, test } from 'vitest';
import { createReferenceDecoder as createReference } from '../../../src/metadata/format/reference-decoder.ts';
import { stickyId } from '../../../src/metadata/format/sticky-id.ts';
import { createDecoder as createPlayer } from '../../../src/player/index.ts';
import fc from '../../support/fast-check.ts';

type Decode = (text: string) => Promise<unknown[]>;

const decoders: [string, (remember: number) => Decode][] = [
  ['the reference', openReference],
  ['the player', (remember) => createPlayer({ remember }).decode],
];

function openReference(remember: number): Decode {
  const decoder = createReference({ remember });
  return async (text) => decoder.decode(text);
}

const cue = (id: string, payload: unknown): string => JSON.stringify(['ivsa1', id, payload]);

describe.each(decoders)('%s', (_, open) => {
  test('returns each sticky value once, and none that is older than a previous one of its slot', async () => {
    const value = fc.record({ slot: fc.nat(3), order: fc.nat(20) });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 40 }), async (values) => {
        const decode = open(1);
        const newest = new Map<number, number>();
        for (const { slot, order } of values) {
          const handed = await decode(cue(stickyId(slot, order), { slot, order }));
          const newer = order > (newest.get(slot) ?? -1);
          expect(handed).toEqual(newer ? [{ slot, order }] : []);
          if (newer) newest.set(slot, order);
        }
      }),
    );
  });

  test('keeps memory only for slots that exist: any other id that begins with ~ is like all others', async () => {
    const decode = open(2);
    const wrong = [
      '~!AAAAAA',
      '~\ud83dAAAAAA',
      '~0AAAAA~',
      '~0AAAAA\uffff',
      '~~~~~~~~',
      '~ AAAAAA',
    ];
    for (const id of wrong) {
      expect(await decode(cue(id, 1))).toEqual([1]);
      expect(await decode(cue(id, 1))).toEqual([]);
      for (const other of ['aaaaaaaa', 'bbbbbbbb']) await decode(cue(other, 2));
      // It was forgotten, so it is new again.
      expect(await decode(cue(id, 3))).toEqual([3]);
    }
    // None of them was taken as the greatest id of slot 0.
    expect(await decode(cue('~0------', 'value'))).toEqual(['value']);
  });

  test('remembers sticky values however many other messages come', async () => {
    const decode = open(2);
    await decode(cue(stickyId(0, 7), 'state'));
    for (const id of ['aaaaaaaa', 'bbbbbbbb', 'cccccccc']) await decode(cue(id, id));
    expect(await decode(cue(stickyId(0, 7), 'state'))).toEqual([]);
    expect(await decode(cue('aaaaaaaa', 'again'))).toEqual(['again']);
  });
});
