/** What SQS refuses in a message body although JSON allows it unescaped. */
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/g;

/**
 * The one way in which this queue writes JSON, so that the text that is measured is the text that is
 * sent: control characters and lone surrogates are escaped by JSON itself, U+FFFE and U+FFFF here
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 *
 * @returns undefined for what JSON can't express
 * @throws RangeError for a value that is nested too deeply to write
 */
export function jsonText(value: unknown): string | undefined {
  return JSON.stringify(value)?.replace(
    REFUSED_BY_SQS,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

/** The size that IVS and SQS count: bytes of UTF-8. */
export const utf8Bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
