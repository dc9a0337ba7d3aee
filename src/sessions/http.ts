import * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';

/** The members that we use of an HTTP API request, payload format 2.0. */
const requestSchema = z.object({
  version: z.literal('2.0'),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  queryStringParameters: z.optional(z.record(z.string(), z.string())),
});
export type HttpApiRequest = z.infer<typeof requestSchema>;

/** A response of a Lambda function to an HTTP API. */
export interface HttpApiResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** @returns undefined if `event` is not an HTTP API request, for example for a direct invocation */
export function asHttpRequest(event: unknown): HttpApiRequest | undefined {
  return requestSchema.safeParse(event).data;
}

const FLAGS = ['live', 'totals', 'viewers', 'failed', 'account', 'home', 'events'];

/** The query string as the input of a direct invocation: `?live=true` becomes `{live: true}`. */
export function inputOf({ queryStringParameters = {} }: HttpApiRequest): unknown {
  const members = Object.entries(queryStringParameters).map(([name, value]) => [
    name,
    FLAGS.includes(name) && value === 'true' ? true : value,
  ]);
  return Object.fromEntries(members);
}

/**
 * The HTTP response for the result of `run`: status 200 with the result as JSON, or status 400 with
 * `message` and `field` if `run` throws an InputError.
 *
 * @throws any other error of `run`
 */
export async function answerHttp(run: () => Promise<unknown>): Promise<HttpApiResponse> {
  try {
    return json(200, await run());
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return json(400, { message: error.message, field: error.field });
  }
}

function json(statusCode: number, body: unknown): HttpApiResponse {
  const headers = { 'content-type': 'application/json' };
  return { statusCode, headers, body: JSON.stringify(body) };
}
