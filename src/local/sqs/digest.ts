import { createHash, type Hash } from 'node:crypto';
import type { MessageAttributes } from './message.ts';

const STRING = 1;
const BINARY = 2;

/** `MD5OfMessageBody`. SDKs compare it with the body that they sent or received. */
export const md5OfBody = (body: string): string => createHash('md5').update(body).digest('hex');

/**
 * `MD5OfMessageAttributes`, which SDKs compare as well:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 *
 * @returns undefined if there are no attributes
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    addPart(hash, Buffer.from(name));
    addPart(hash, Buffer.from(DataType));
    const binary = DataType.startsWith('Binary');
    hash.update(Buffer.of(binary ? BINARY : STRING));
    addPart(
      hash,
      binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''),
    );
  }
  return hash.digest('hex');
}

/** Adds a part after its length (four bytes, big-endian). */
function addPart(hash: Hash, part: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  hash.update(length).update(part);
}
