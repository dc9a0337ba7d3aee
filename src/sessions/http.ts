import * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';

/** What we use of an HTTP API request, payload format 2.0. */
const request = z.object({
  version: z.literal('2.0'),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  queryStringParameters: z.optional(z.record(z.string(), z.string())),
});
export type HttpRequest = z.infer<typeof request>;

export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** @returns undefined for anything that is not an HTTP API request, such as a direct invoke */
export function asHttpRequest(event: unknown): HttpRequest | undefined {
  return request.safeParse(event).data;
}

const FLAGS = ['live', 'totals', 'account', 'home'];

/** The query string as the input of a direct invoke: `?live=true` is `{live: true}`. */
export function inputOf({ queryStringParameters = {} }: HttpRequest): unknown {
  const members = Object.entries(queryStringParameters).map(([name, value]) => [
    name,
    FLAGS.includes(name) && value === 'true' ? true : value,
  ]);
  return Object.fromEntries(members);
}

/** Answers with JSON: 200, or 400 with `message` and `field` for bad input. Throws whatever else is thrown. */
export async function answerHttp(run: () => Promise<unknown>): Promise<HttpResponse> {
  try {
    return json(200, await run());
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return json(400, { message: error.message, field: error.field });
  }
}

function json(statusCode: number, body: unknown): HttpResponse {
  const headers = { 'content-type': 'application/json' };
  return { statusCode, headers, body: JSON.stringify(body) };
}
