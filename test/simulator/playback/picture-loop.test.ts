import { expect, test, vi } from 'vitest';
import { manualClock } from '../../../src/simulator/clock.ts';
import { ChannelPlayback } from '../../../src/simulator/playback/channel-playback.ts';
import { PictureLoop } from '../../../src/simulator/playback/picture/picture-loop.ts';
import { Timers } from '../../../src/simulator/timers.ts';
import { START } from '../support.ts';

test('the built-in picture goes on at the present after the machine was suspended', () => {
  let now = START;
  const playback = new ChannelPlayback(6);
  const receive = vi.spyOn(playback, 'receive');
  const loop = new PictureLoop({
    now: () => now,
    timers: new Timers(manualClock(START)),
    playback,
    hasPast: false,
    isSending: () => true,
    onUnwatched: () => undefined,
  });
  const secondsSent = () => receive.mock.calls.filter(([tag]) => tag.kind === 'video').length / 10;
  now += 1_000;
  loop.send();
  const before = secondsSent();
  now += 600_000;
  loop.send();
  expect(secondsSent() - before).toBeGreaterThan(5);
  expect(secondsSent() - before).toBeLessThan(10);
  expect(playback.lastMediaAt).toBeGreaterThan(now - 200);
  loop.stop();
});
