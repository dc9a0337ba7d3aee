import type { FunctionEnd } from '../../cloud/functions.ts';
import type { Checks } from '../invariant.ts';

const NAME = 'each message is accepted or refused';
/** Why a correct message may be refused at this time, by status. */
const TEMPORARY: Record<number, string> = { 429: 'backlog', 503: 'queue' };

interface HttpRequest {
  version?: string;
  requestContext?: object;
  body?: string;
  isBase64Encoded?: boolean;
}

interface HttpAnswer {
  statusCode: number;
  body: string;
}

interface Body {
  accepted?: object[];
  rejected?: { field: string }[];
  message?: string;
}

/** A call by HTTP, as if it had been a direct invocation: its body, and what its answer means. */
export function asInvocation(end: FunctionEnd, checks: Checks): FunctionEnd {
  const {
    version,
    requestContext,
    body = '',
    isBase64Encoded,
  } = Object(JSON.parse(end.payload)) as HttpRequest;
  if (!requestContext) return end;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  const isReadable = version === '2.0' && isJson(text);
  const payload = isReadable ? text : 'null';
  if ('error' in end.outcome) return { ...end, payload };
  const answer = JSON.parse(end.outcome.payload) as HttpAnswer;
  const read = JSON.parse(answer.body) as Body;
  checks.expect(NAME, fits(answer.statusCode, read), () => `${answer.statusCode}: ${answer.body}`);
  if (read.accepted) return { ...end, payload, outcome: { payload: answer.body } };
  const error = { errorType: 'InputError', errorMessage: read.message ?? '' };
  return { ...end, payload, outcome: { error } };
}

/** Whether the status says what became of the messages: docs/metadata.md. */
function fits(status: number, { accepted, rejected = [] }: Body): boolean {
  if (!accepted) return status === 400;
  if (rejected.length === 0) return status === 200;
  if (accepted.length > 0) return status === 207;
  const fields = new Set(rejected.map(({ field }) => field));
  const reason = TEMPORARY[status];
  if (reason === undefined) return status === 400 && !fields.has('backlog') && !fields.has('queue');
  return fields.has(reason);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
