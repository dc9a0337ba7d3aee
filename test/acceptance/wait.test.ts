import { expect, test } from 'vitest';
import { waitFor } from '../../src/acceptance/wait.ts';

const options = (signal: AbortSignal) => ({ signal, everyMs: 1, withinMs: 5 });

test('a wait ends with what was found, with the name of what was not, or when it is interrupted', async () => {
  const { signal } = new AbortController();
  let looks = 0;
  const third = async () => (++looks === 3 ? looks : undefined);
  expect(await waitFor('the third', { ...options(signal), withinMs: 1_000 }, third)).toBe(3);
  const nothing = async () => undefined;
  await expect(waitFor('a session', options(signal), nothing)).rejects.toThrow(
    'a session: not seen within 0 s',
  );
  const stopped = new AbortController();
  stopped.abort(new Error('interrupted'));
  await expect(waitFor('a session', options(stopped.signal), nothing)).rejects.toThrow(
    'interrupted',
  );
});
