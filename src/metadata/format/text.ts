/** Characters that JSON allows unescaped but SQS refuses in a message body. */
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/g;

/**
 * Writes a value as JSON. All code that measures or sends a payload uses this function, so that the
 * measured text is the text that is sent.
 *
 * `JSON.stringify` escapes control characters and lone surrogates. This function also escapes U+FFFE
 * and U+FFFF
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 *
 * @returns undefined for a value that JSON cannot express, for example a function
 * @throws RangeError for a value that is nested too deeply
 */
export function jsonText(value: unknown): string | undefined {
  return JSON.stringify(value)?.replace(
    REFUSED_BY_SQS,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

/** Size of a text in bytes of UTF-8: the unit in which IVS and SQS count. */
export const utf8Bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
