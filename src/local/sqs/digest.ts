import { createHash, type Hash, hash } from 'node:crypto';
import type { MessageAttributes } from './message.ts';

const STRING = 1;
const BINARY = 2;

/** `MD5OfMessageBody`. SDKs compare it with the body that they sent or received. */
export const md5OfBody = (body: string): string => hash('md5', body);

/**
 * `MD5OfMessageAttributes`, which SDKs compare as well:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 *
 * @returns undefined if there are no attributes
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const md5 = createHash('md5');
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    addPart(md5, Buffer.from(name));
    addPart(md5, Buffer.from(DataType));
    const binary = DataType.startsWith('Binary');
    md5.update(Buffer.of(binary ? BINARY : STRING));
    addPart(
      md5,
      binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''),
    );
  }
  return md5.digest('hex');
}

/** Adds a part after its length (four bytes, big-endian). */
function addPart(hash: Hash, part: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  hash.update(length).update(part);
}
