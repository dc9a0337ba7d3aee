import { describe, expect, test } from 'vitest';
import { partsOf } from '../../../src/console/page/format/sentence.ts';
import { auditTexts } from '../../../src/console/page/views/channel/audit-texts.ts';
import { forecastTexts } from '../../../src/console/page/views/channel/forecast-texts.ts';
import { fateOf, outcomeText } from '../../../src/console/page/views/channel/message-fate.ts';
import { revocationSteps } from '../../../src/console/page/views/channel/revocation-steps.ts';
import {
  followRevocation,
  mayBeLive,
  nameToType,
} from '../../../src/console/page/views/channel/revoke.ts';
import type { Explanation } from '../../../src/explain/explanation.ts';
import type { RevocationAnswer } from '../../../src/revocation/answer.ts';

const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';
const OPEN: RevocationAnswer = { channelArn, revocationId: 'r-1', state: 'open' };
const KEY = 'arn:aws:ivs:us-west-2:123456789012:stream-key/New123456789';

describe('states of a revocation', () => {
  test('nothing yet', () => {
    expect(revocationSteps(OPEN)).toEqual([]);
  });

  test('it stopped a stream and waits for its end', () => {
    const answer: RevocationAnswer = {
      ...{ ...OPEN, keysDeletedAt: '2026-11-27T10:00:00Z', deletedKeyArns: ['old-key'] },
      ...{ stoppedStreamIds: ['st-1'], waitingFor: 'stream-end' },
    };
    expect(revocationSteps(answer).map(({ state, text }) => `${state}: ${text}`)).toEqual([
      'done: old-key was deleted: no encoder can go live with it any more.',
      'done: Stream st-1 was stopped.',
      'waiting: Waiting for the stream to end.',
    ]);
  });

  test('done: where the value of the new key is, never the value', () => {
    const answer: RevocationAnswer = {
      ...OPEN,
      state: 'done',
      outcome: 'revoked',
      streamKeyArn: KEY,
    };
    expect(revocationSteps(answer).at(-1)?.command).toBe(`aws ivs get-stream-key --arn ${KEY}`);
    expect(revocationSteps({ ...answer, secretName: 'ivs/prod/x' }).at(-1)?.command).toBe(
      'aws secretsmanager get-secret-value --secret-id ivs/prod/x',
    );
  });

  test.each([
    ['gone', 'The channel does not exist any more.'],
    ['protected', 'A tag protects the channel or its key. Nothing was done.'],
  ] as const)('%s', (outcome, text) => {
    expect(revocationSteps({ ...OPEN, state: 'done', outcome })).toEqual([
      { state: 'failed', text },
    ]);
  });

  test('it asks again until it is done, also after an error', async () => {
    const answers = [OPEN, new Error('throttled'), { ...OPEN, state: 'done' as const }];
    const reported: RevocationAnswer[] = [];
    const last = await followRevocation({
      ask: async () => {
        const next = answers.shift();
        if (next instanceof Error) throw next;
        return next ?? OPEN;
      },
      report: (answer) => reported.push(answer),
      sleep: async () => undefined,
      signal: new AbortController().signal,
    });
    expect(reported).toEqual([OPEN, { ...OPEN, problem: 'throttled' }]);
    expect(last.state).toBe('done');
  });

  test('it asks no more when the dialog is closed', async () => {
    const controller = new AbortController();
    let asked = 0;
    await followRevocation({
      ask: async () => {
        asked += 1;
        return OPEN;
      },
      report: () => controller.abort(),
      sleep: async () => undefined,
      signal: controller.signal,
    });
    expect(asked).toBe(1);
  });

  test('the name must be typed unless the channel is surely offline', () => {
    const states: [Explanation['streams'], boolean][] = [
      [{ state: 'live' }, true],
      [{ state: 'starting', streamId: 'st-1', until: '' }, true],
      [{ state: 'end-unknown', streamIds: ['st-1'] }, true],
      [{ state: 'offline', streamId: 'st-1', since: '' }, false],
      [{ state: 'never-streamed' }, false],
    ];
    for (const [streams, expected] of states) expect(mayBeLive({ streams })).toBe(expected);
    expect(nameToType({ name: 'show', channelArn })).toBe('show');
    expect(nameToType({ name: '', channelArn })).toBe('AbCdEf123456');
  });
});

describe('texts of the audit', () => {
  test('a deletion by schedule', () => {
    const record = {
      ...{ channelArn, at: '2026-11-27T10:00:00Z', action: 'delete-channel' as const },
      ...{ outcome: 'done' as const, reason: 'grace-over' as const, evidence: {} },
    };
    expect(auditTexts(record)).toEqual({
      ...{ action: 'Delete the channel', outcome: 'done', tone: 'good', by: '', detail: '' },
      why: 'the grace period after its last stream has passed',
    });
  });

  test('a revocation by an operator names who asked and what came of it', () => {
    const record = {
      ...{ channelArn, at: '2026-11-27T10:00:00Z', action: 'revoke-key' as const },
      ...{ outcome: 'done' as const, reason: 'revoked' as const },
      ...{ evidence: { by: 'role/admin', detail: 'leaked' }, result: { keyArn: KEY, streams: 2 } },
    };
    expect(auditTexts(record)).toMatchObject({
      ...{ by: 'role/admin', why: 'an operator asked for it' },
      detail: `leaked, keyArn: ${KEY}, streams: 2`,
    });
  });

  test('an action of a newer version is shown as it is', () => {
    const record = {
      channelArn,
      at: '',
      action: 'new',
      outcome: 'odd',
      reason: 'why',
      evidence: {},
    };
    expect(auditTexts(record as never)).toMatchObject({
      action: 'new',
      outcome: 'odd',
      why: 'why',
    });
  });
});

describe('forecast in a few words', () => {
  const NOW = Date.parse('2026-11-27T10:00:00Z');
  const forecast = (changes: object) =>
    ({ mode: 'apply', action: 'delete-channel', reason: 'grace', ...changes }) as never;

  test.each([
    [{ action: undefined }, false, { what: 'Nothing', when: 'unless its tags change' }],
    [{ mode: 'plan' }, false, { what: 'Nothing: mode is plan' }],
    [{ dueAt: '2026-11-27T10:10:00Z' }, false, { at: '2026-11-27T10:10:00Z', tone: 'bad' }],
    [{ dueAt: '2026-11-27T09:00:00Z' }, true, { when: 'after an approval' }],
    [{ dueAt: '2026-11-27T09:00:00Z' }, false, { when: 'within minutes' }],
    [
      { dueAt: '2026-11-27T09:00:00Z', nextLookAt: '2026-11-27T10:01:00Z' },
      false,
      { when: 'within a minute' },
    ],
    [{ action: 'rotate-key' }, false, { what: 'Key is replaced', when: 'after a stream' }],
  ])('%j, waits: %s', (changes, waits, expected) => {
    expect(forecastTexts(forecast(changes), NOW, waits)).toMatchObject(expected);
  });
});

test('times in a sentence are at odd places', () => {
  expect(partsOf('It ends at 2026-11-27T10:00:00Z, or at 2026-11-27T10:00:00.123Z.')).toEqual([
    ...['It ends at ', '2026-11-27T10:00:00Z', ', or at ', '2026-11-27T10:00:00.123Z', '.'],
  ]);
});

test('how a test message ended is known by its id', () => {
  const message = {
    ...{
      id: 'm-1',
      outcome: 'deadLettered' as const,
      at: '2026-11-27T10:00:00Z',
      bytes: 1,
      ageMs: 5,
    },
    preview: '',
  };
  const metadata = {
    ...{ channelArn, history: 'on' as const, waiting: 0, waitingSeconds: 0, perSecond: 0 },
    messages: [message],
  };
  expect(fateOf('m-1', { metadata })).toEqual(message);
  expect(fateOf('m-2', { metadata })).toBeUndefined();
  expect(fateOf('m-1', undefined)).toBeUndefined();
  expect(outcomeText('deadLettered')).toEqual({ text: 'dead letter', tone: 'bad' });
  expect(outcomeText('of a newer version')).toEqual({ text: 'of a newer version', tone: 'warn' });
});
