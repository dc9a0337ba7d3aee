import { describe, expect, test } from 'vitest';
import { paged, run, session, streamsIn } from './support.ts';

describe('sessions live', () => {
  test('requests every page with the same payload and its token', async () => {
    const { printed, invoked } = await run('sessions live');
    expect(streamsIn(printed)).toEqual(['st-0', 'st-1', 'st-2', 'st-3', 'st-4', 'st-5']);
    expect(invoked).toEqual(
      [{}, { nextToken: '1' }, { nextToken: '2' }].map((token) => ({
        functionName: 'getSessions',
        payload: { live: true, ...token },
      })),
    );
  });

  test('prints one heading for all pages', async () => {
    const { printed } = await run('sessions live');
    expect(printed.split('\n').filter((line) => line.includes('STREAM'))).toHaveLength(1);
  });

  test.each([
    [false, 'No stream is live.\n'],
    [true, ''],
  ])('without a live stream, with --json %s, prints %j', async (json, text) => {
    const { printed } = await run('sessions live', () => ({ sessions: [] }), { json });
    expect(printed).toBe(text);
  });

  test('with --json prints a line for each session, unchanged', async () => {
    const { printed } = await run('sessions live', paged, { json: true });
    const lines = printed.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([0, 1, 2, 3, 4, 5].map(session));
  });
});
