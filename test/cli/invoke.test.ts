import { expect, test } from 'vitest';
import { functionInvoker } from '../../src/cli/invoke.ts';

const connection = { stage: 'local', endpoint: 'http://127.0.0.1:4566' };

const answered = (functionName: string, json: string, payload: object = {}) =>
  functionInvoker(
    { invoke: async () => ({ failed: false, json }), close: () => undefined },
    connection,
  )(functionName, payload).catch((error: unknown) => error);

test.each([
  ['getSessions', 'ok', /is not JSON; is another program listening on http:\/\/127.0.0.1:4566\?$/],
  [
    'getSessions',
    '{}',
    /has none of the members sessions, totals, breaches, viewers: is it another program/,
  ],
  ['explainChannels', '[]', /has none of the members channels, records, sentences, metadata/],
  ['deleteDueChannels', 'null', /has none of the members approved/],
  ['revokeStreamKey', '', /has none of the members state/],
])('%s: the answer %j is a failure in one line', async (functionName, json, message) => {
  expect(await answered(functionName, json)).toMatchObject({
    name: 'CliError',
    message: expect.stringMatching(message),
  });
});

test('an answer is returned as it is', async () => {
  expect(await answered('getSessions', '{"sessions":[]}')).toEqual({ sessions: [] });
  expect(await answered('getSessions', '{}', { home: true })).toEqual({});
});
