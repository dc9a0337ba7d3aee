import { expect, test } from 'vitest';
import { ServiceFaultInjector } from '../../../src/local/faults/service-fault-injector.ts';
import { type FaultsByService, readStackFaults } from '../../../src/local/faults/service-faults.ts';

const SERVICES: FaultsByService = { dynamodb: { throttle: { PutItem: 0.5 } } };

function kinds(faults: FaultsByService, seed: number, operation = 'PutItem'): unknown[] {
  const injector = new ServiceFaultInjector(faults, seed);
  return Array.from({ length: 20 }, () => injector.next('dynamodb', operation)?.kind);
}

test('the same seed gives the same faults, another seed gives others', () => {
  expect(kinds(SERVICES, 1)).toEqual(kinds(SERVICES, 1));
  expect(kinds(SERVICES, 1)).not.toEqual(kinds(SERVICES, 2));
  expect(new Set(kinds(SERVICES, 1))).toEqual(new Set(['throttle', undefined]));
});

test('an operation without a probability of its own has that of *', () => {
  const faults = { dynamodb: { refuse: { '*': 1, GetItem: 0 } } };
  expect(new Set(kinds(faults, 1))).toEqual(new Set(['refuse']));
  expect(new Set(kinds(faults, 1, 'GetItem'))).toEqual(new Set([undefined]));
  expect(new ServiceFaultInjector(faults, 1).next('sqs', 'SendMessage')).toBeUndefined();
});

test('the body has faults of IVS and of other services', () => {
  const body = { seed: 7, throttle: { PutMetadata: 0.5 }, services: SERVICES };
  expect(readStackFaults(body)).toEqual({
    ivs: { seed: 7, throttle: { PutMetadata: 0.5 } },
    services: SERVICES,
    seed: 7,
  });
  expect(readStackFaults({})).toEqual({ ivs: {}, services: {}, seed: 1 });
});

test.each([
  [{ services: { dynamo: {} } }, /^services\.dynamo: unknown service; expected one of: dynamodb, /],
  [{ services: { sqs: { slow: {} } } }, /^services\.sqs\.slow: unknown member; expected one of: /],
  [
    { services: { sqs: { fail: { PutItem: 1 } } } },
    /^services\.sqs\.fail\.PutItem: unknown operation; expected one of: .*SendMessage/,
  ],
  [{ services: { lambda: { partial: {} } } }, /^services\.lambda\.partial: unknown member/],
  [
    { services: { dynamodb: { cut: { PutItem: 2 } } } },
    /^services\.dynamodb\.cut\.PutItem: expected at most 1, received 2$/,
  ],
  [{ service: {} }, /^service: unknown member; expected one of: seed, .*services/],
  [null, /^body: expected an object, received null$/],
])('a wrong body gets an error that names the member: %j', (body, message) => {
  expect(() => readStackFaults(body)).toThrow(message);
});
