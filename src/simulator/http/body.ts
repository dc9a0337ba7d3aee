import type { IncomingMessage } from 'node:http';

/** The body is longer than what is read at most. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * Keeps at most `limit` bytes in memory; the rest is read and thrown away, so that the sender gets
 * an answer.
 *
 * @throws BodyTooLargeError beyond `limit` bytes; the connection's own error if it breaks
 */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
    });
    request.on('end', () => {
      if (bytes > limit) reject(new BodyTooLargeError(`more than ${limit} bytes`));
      else resolve(Buffer.concat(chunks).toString('utf8'));
    });
    request.on('error', reject);
  });
}
