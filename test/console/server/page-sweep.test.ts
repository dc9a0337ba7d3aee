import { describe, expect, test } from 'vitest';
import { mergedList, PageSweep } from '../../../src/console/server/polling/page-sweep.ts';
import type { Page } from '../../../src/console/server/polling/source.ts';
import { pagedList } from './support.ts';

function world(count: number) {
  const list = pagedList('channels', 'n', 100);
  for (let n = count; n > 0; n--) list.items.push({ n });
  const sweep = new PageSweep({
    ask: (token) => list.ask(token),
    merge: (pages: readonly Page[]) => mergedList(pages, 'channels'),
    ...{ pageMs: 500, restMs: 60_000 },
  });
  const shown = async () => ((await sweep.ask()) as { channels: unknown[] }).channels;
  return { list, sweep, shown };
}

test('5,000 channels: each question is one page, shown as it comes; then it rests', async () => {
  const { list, sweep, shown } = world(5_000);
  for (let page = 1; page <= 50; page++) {
    expect(await shown()).toHaveLength(100 * page);
    expect(list.asked).toBe(page);
    expect(sweep.restMs).toBe(page < 50 ? 500 : 60_000);
  }
});

test('a later sweep is shown when it is complete', async () => {
  const { list, shown } = world(300);
  for (let page = 0; page < 3; page++) await shown();
  list.items.splice(0, 150);
  expect(await shown()).toHaveLength(300);
  expect(await shown()).toEqual(list.items);
});

describe('it begins at the first page again', () => {
  test('after an action', async () => {
    const { list, sweep, shown } = world(300);
    await shown();
    sweep.restart();
    await shown();
    await shown();
    await shown();
    expect(await shown()).toEqual(list.items);
    expect(list.asked).toBe(5);
  });

  test('after an action during which a page was on its way', async () => {
    const { list, sweep, shown } = world(300);
    await shown();
    const second = shown();
    list.items.splice(0, 50);
    sweep.restart();
    expect(await second).toHaveLength(100);
    await shown();
    await shown();
    expect(await shown()).toEqual(list.items);
  });

  test('after a failure: the token may be of a list that is gone', async () => {
    const { list, sweep, shown } = world(300);
    await shown();
    const { ask } = list;
    list.ask = async () => {
      throw new Error('nextToken: expected a token of the set that waits for approval');
    };
    await expect(sweep.ask()).rejects.toThrow('nextToken');
    list.ask = ask;
    list.items.splice(0, 250);
    expect(await shown()).toEqual(list.items);
  });
});
