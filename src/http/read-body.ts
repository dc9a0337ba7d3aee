import type { IncomingMessage } from 'node:http';

/** The body of a request is larger than the limit. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * Reads the body of a request.
 *
 * @param maxBytes the most bytes that are kept in memory. The rest of a larger body is read and dropped,
 *   so that the client can read the response.
 * @throws BodyTooLargeError for a body over `maxBytes`; the error of the connection if it breaks
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      if (bytes > maxBytes) reject(new BodyTooLargeError(`more than ${maxBytes} bytes`));
      else resolve(Buffer.concat(chunks));
    });
    request.on('error', reject);
  });
}
