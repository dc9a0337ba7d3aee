import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readPolicy, type Tags } from '../../src/channels/policy.ts';
import { cleanupDueAt, consentToDelete } from '../../src/cleanup/decide.ts';
import { cleanupSettings } from '../../src/cleanup/settings.ts';
import { formatDuration } from '../../src/explain/duration-text.ts';
import { parseDuration } from '../../src/platform/duration.ts';
import { consentToRotate } from '../../src/rotation/decide.ts';
import { rotationSettings } from '../../src/rotation/settings.ts';
import { TAG_KEYS } from '../support/tag-keys.ts';

// Compares the tables of docs/policy.md with the code.

const PAGE = readFileSync('docs/policy.md', 'utf8');

/** The cells of a section's first table, without its heading. */
function tableOf(section: string, columns: string): string[][] {
  const [, text = ''] = PAGE.split(section);
  const [, body = ''] = text.split(`${columns}\n`);
  const [rows = ''] = body.split('\n\n');
  return rows
    .split('\n')
    .slice(1)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
const quoted = (cell = ''): string[] =>
  [...cell.matchAll(/`([^`]*)`/g)].map(([, text = '']) => text);

describe('a duration in docs/policy.md', () => {
  const rows = tableOf('## Durations', '| text | is |');
  const cases = rows.flatMap(([texts, is = '']) => quoted(texts).map((text) => ({ text, is })));

  test('is listed: valid ones and invalid ones', () => {
    expect(cases.filter(({ is }) => is.startsWith('invalid')).length).toBeGreaterThan(15);
    expect(cases.filter(({ is }) => !is.startsWith('invalid')).length).toBeGreaterThan(5);
  });

  test.each(cases)('$text is $is', ({ text, is }) => {
    const ms = parseDuration(text);
    expect(ms === undefined ? 'invalid' : formatDuration(ms)).toBe(is.split(':')[0]);
  });
});

describe('a tag in docs/policy.md', () => {
  let tag = '';
  const rows = tableOf('# Policy', '| tag | value | meaning |').map(([name, value = '']) => {
    tag = quoted(name)[0] ?? tag;
    return { tag, value };
  });
  const texts: Record<string, string[]> = { 'a duration': ['1s', '10m', '3650d'] };

  test('is one of three', () => {
    const tags = ['autopilot:auto-delete', 'autopilot:rotate-key', 'autopilot:protect'];
    expect([...new Set(rows.map((row) => row.tag))]).toEqual(tags);
  });

  test.each(rows.filter(({ value }) => value !== 'absent'))('$tag may be $value', (row) => {
    for (const text of texts[row.value] ?? quoted(row.value)) {
      expect(stateOf({ [row.tag]: text }, row.tag), text).toBe('set');
    }
  });

  test('does not accept a value that is listed only for another tag', () => {
    const all = rows.flatMap(({ value }) => texts[value] ?? quoted(value));
    for (const each of new Set(rows.map((row) => row.tag))) {
      const own = rows.filter((row) => row.tag === each);
      const mine = own.flatMap(({ value }) => texts[value] ?? quoted(value));
      for (const text of all.filter((one) => !mine.includes(one))) {
        expect(stateOf({ [each]: text }, each), `${each}=${text}`).toBe('unreadable');
      }
    }
  });

  function stateOf(tags: Tags, name: string): string {
    const { autoDelete, rotateKey, protect } = readPolicy(tags, TAG_KEYS);
    const parsed: Record<string, { state: string }> = {
      'autopilot:auto-delete': autoDelete,
      'autopilot:rotate-key': rotateKey,
      'autopilot:protect': protect,
    };
    return parsed[name]?.state ?? 'none';
  }
});

describe('an example in docs/policy.md', () => {
  const rows = tableOf('## Examples', '| tags | the channel | its stream key |');
  const cases = rows.map(([tags = '', channel = '', key = '']) => ({ tags, channel, key }));

  test('is one of more than 15', () => expect(cases.length).toBeGreaterThan(15));

  test.each(cases)('$tags: the channel $channel, the key $key', ({ tags, channel, key }) => {
    const policy = readPolicy(
      Object.fromEntries(
        quoted(tags).map((text) => {
          const [name = '', value = ''] = text.split('=');
          return [`autopilot:${name}`, value];
        }),
      ),
      TAG_KEYS,
    );
    expect(channelOf(policy)).toBe(channel);
    expect(keyOf(policy)).toBe(key);
  });

  type Policy = ReturnType<typeof readPolicy>;
  const { defaultGraceMs } = cleanupSettings({});
  const { endGraceMs } = rotationSettings({});

  function channelOf(policy: Policy): string {
    const consent = consentToDelete(policy);
    if (consent.do === 'keep') return keptText(consent.reason);
    const grace = cleanupDueAt(0, consent.grace, defaultGraceMs) - cleanupDueAt(0, 0, 0);
    return `is deleted ${short(grace)} after its stream`;
  }

  function keyOf(policy: Policy): string {
    const consent = consentToRotate(policy);
    if (consent.do === 'keep') return keptText(consent.reason);
    return consent.rotation.on === 'age'
      ? `is replaced when it is ${short(consent.rotation.ageMs)} old`
      : `is replaced ${short(endGraceMs)} after each stream`;
  }

  function keptText(reason: string): string {
    const causes: Record<string, string> = {
      'tag-unreadable': ': invalid',
      protected: ': protected',
    };
    return `stays${causes[reason] ?? ''}`;
  }

  /** `2 hours` as `2h`. */
  const short = (ms: number): string => formatDuration(ms).replace(/^(\d+) (\w).*$/, '$1$2');
});
