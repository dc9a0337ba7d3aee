import { expect, test, vi } from 'vitest';
import { greeting } from '../../../src/local/start/greeting.ts';
import { startProgress } from '../../../src/local/start/progress.ts';

const endpoint = 'http://127.0.0.1:65535';

test('programs get the address, and the console, and nothing else', () => {
  expect(greeting({ endpoint }, false)).toBe(`ready ${endpoint}\nconsole ${endpoint}/console\n`);
  expect(greeting({ endpoint, rtmpEndpoint: 'rtmp://127.0.0.1:1935/app' }, false)).toBe(
    `ready ${endpoint}\nencoders rtmp://127.0.0.1:1935/app/<stream key>\nconsole ${endpoint}/console\n`,
  );
});

test('on a terminal it also says how to go on, in 80 columns', () => {
  const text = greeting({ endpoint }, true);
  expect(text.startsWith(greeting({ endpoint }, false))).toBe(true);
  expect(text).toContain(`  export AWS_ENDPOINT_URL=${endpoint} `);
  expect(text).toContain('npx ivs-autopilot sessions live --local 65535\n');
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(greeting({ endpoint: 'http://127.0.0.1:4566' }, true)).toContain(
    'sessions live --local\n',
  );
});

test('a start that takes more than a second says what it does', () => {
  vi.useFakeTimers();
  try {
    const lines: string[] = [];
    const progress = startProgress((line) => lines.push(line));
    progress.step('reading');
    vi.advanceTimersByTime(999);
    progress.step('building');
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(1);
    progress.step('waiting');
    expect(lines).toEqual(['building …\n', 'waiting …\n']);

    const quick = startProgress((line) => lines.push(line));
    quick.step('reading');
    quick.end();
    vi.advanceTimersByTime(5_000);
    expect(lines).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
