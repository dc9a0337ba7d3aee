import { expect, test } from 'vitest';
import { ACCOUNT, flood, latencies, rateAt, SHORT } from './support/latency.ts';

test('twenty quiet channels get a message of the same moment side by side', async () => {
  const found = await latencies(20);
  expect(found).toHaveLength(20);
  expect(found.at(-1)).toBeLessThan(100);
});

test('a hundred quiet channels, too', async () => {
  const found = await latencies(100);
  expect(found).toHaveLength(100);
  expect(found.at(-1)).toBeLessThan(100);
});

test('two hundred quiet channels get it within 1.5 times what the rate of the account allows', async () => {
  const found = await latencies(200);
  expect(found).toHaveLength(200);
  expect(found.at(-1)).toBeLessThan(1.5 * (200 / ACCOUNT) * 1_000);
});

test('31 channels that become busy at once have 0.9 of the full rate within three seconds, and keep it', async () => {
  const times = await flood(31, 8_000);
  const reachedAt = times.find((at) => rateAt(times, at) >= 0.9 * ACCOUNT);
  expect(reachedAt).toBeLessThan(3_000);
  const later = times.filter((at) => at >= 4_000).length / 4;
  expect(later).toBeGreaterThanOrEqual(0.92 * ACCOUNT);
});

test('also if each channel has messages for a few seconds only, and a batch holds several channels', async () => {
  const times = await flood(31, 3_000, SHORT);
  expect(rateAt(times, 0)).toBeGreaterThanOrEqual(0.9 * ACCOUNT);
  expect(rateAt(times, 1_000)).toBeGreaterThanOrEqual(0.85 * ACCOUNT);
});

test('without the table, each instance sends a request in about a second, and never stops', async () => {
  const found = await latencies(100, { table: { throttled: 1, lost: 0 }, ms: 12_000 });
  expect(found).toHaveLength(100);
});
