import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonPath } from '../../../src/local/bus/input/json-path.ts';
import { readTargetInput } from '../../../src/local/bus/input/target-input.ts';
import { fillTemplate } from '../../../src/local/bus/input/template.ts';

// The examples of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html

const AT = Date.parse('2026-11-28T12:00:00Z');
const EVENT = {
  ...{ version: '0', id: 'e', 'detail-type': 'Test', source: 'me', account: '123456789012' },
  ...{ time: '2026-11-28T12:00:00Z', region: 'us-west-2', resources: ['arn:1', 'arn:2'] },
  detail: { 'instance-id': 'i-0123', state: 'RUNNING', n: 7, tags: [{ key: 'a' }, { key: 'b' }] },
};
const RULE = { name: 'rule', arn: 'arn:rule' };

test.each([
  ['$', EVENT],
  ['$.detail-type', 'Test'],
  ["$['detail-type']", 'Test'],
  ['$.detail.instance-id', 'i-0123'],
  ['$.resources[1]', 'arn:2'],
  ['$.detail.tags[0].key', 'a'],
  ['$.detail.tags[*].key', ['a', 'b']],
  ['$.detail.gone.deeper', undefined],
  ['$.resources[9]', undefined],
  ['$.detail.constructor', undefined],
])('the path %s', (path, value) => {
  expect(readJsonPath(path)?.(EVENT)).toEqual(value);
});

test.each(['', 'detail', '$.', '$..a', '$.a[', '$.a[b]', '$.a b', "$['a"])(
  '%j is not a path',
  (path) => {
    expect(readJsonPath(path)).toBeUndefined();
  },
);

test.each([
  ['"instance <i> is in <s>"', '"instance i-0123 is in RUNNING"'],
  ['{"instance": <i>, "n": <n>}', '{"instance": "i-0123", "n": 7}'],
  ['{"text": "instance <i> is in <s>"}', '{"text": "instance i-0123 is in RUNNING"}'],
  ['{"list": <list>, "none": <none>}', '{"list": ["arn:1","arn:2"], "none": ""}'],
  ['{"quoted": "a \\"<i>\\" b"}', '{"quoted": "a \\"i-0123\\" b"}'],
  ['"Line 1 <i>"\n"Line 2 <none>"', '"Line 1 i-0123"\n"Line 2 "'],
  ['{"<key": 1}', '{"<key": 1}'],
])('the template %s', (template, filled) => {
  const values = { i: 'i-0123', s: 'RUNNING', n: 7, list: EVENT.resources };
  expect(fillTemplate(template, values)).toBe(filled);
});

test('whatever the values are, a JSON object stays JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      const filled = JSON.parse(
        fillTemplate('{"value": <v>, "text": "<t> and <t>", "<t>": 1}', { v: value, t: text }),
      );
      expect(filled.value).toEqual(JSON.parse(JSON.stringify(value)));
      expect(filled.text).toBe(`${text} and ${text}`);
    }),
  );
});

test('a target receives the event, a constant, a part of the event or a filled template', () => {
  const receive = (input: object) => readTargetInput({ ...input }, 'id')(EVENT, RULE, AT);
  expect(JSON.parse(receive({}))).toEqual(EVENT);
  expect(receive({ Input: '{"a": 1}' })).toBe('{"a": 1}');
  expect(receive({ InputPath: '$.detail.state' })).toBe('"RUNNING"');
  expect(receive({ InputPath: '$.gone' })).toBe('null');
  const InputTemplate =
    '{"s": <state>, "rule": "<aws.events.rule-name> <aws.events.rule-arn>", "at": <aws.events.event.ingestion-time>, "event": <aws.events.event>, "all": <aws.events.event.json>}';
  const InputTransformer = { InputPathsMap: { state: '$.detail.state' }, InputTemplate };
  const { detail: _, ...withoutDetail } = EVENT;
  expect(JSON.parse(receive({ InputTransformer }))).toEqual({
    ...{ s: 'RUNNING', rule: 'rule arn:rule', at: '2026-11-28T12:00:00.000Z' },
    ...{ event: withoutDetail, all: EVENT },
  });
});
