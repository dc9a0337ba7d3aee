import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, answerAwsJson } from '../aws-json.ts';
import type { Buses } from './bus.ts';
import { putEvents } from './put-events.ts';
import { RULE_OPERATIONS, type RuleContext } from './rule-operations.ts';

const PREFIX = 'AWSEvents.';

/** Answers a request to EventBridge: PutEvents, and some operations on the rules of serverless.yml. */
export function answerEvents(
  buses: Buses,
  context: RuleContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const operation = operationOf(buses, context);
  return answerAwsJson({ version: '1.1', operation }, request, response);
}

const operationOf = (buses: Buses, context: RuleContext) => (target: string) => {
  const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : '';
  if (name === 'PutEvents')
    return ({ Entries }: { Entries?: unknown }) => putEvents(buses, Entries, Date.now());
  const run = Object.hasOwn(RULE_OPERATIONS, name) ? RULE_OPERATIONS[name] : undefined;
  if (run) return (input: Record<string, unknown>) => run(context, input);
  const known = ['PutEvents', ...Object.keys(RULE_OPERATIONS)].join(', ');
  const message = `The one-machine stack has ${known} only, not ${target}.`;
  throw new AwsError('UnknownOperationException', message);
};
