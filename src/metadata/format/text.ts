/** Characters that JSON allows unescaped but SQS refuses in a message body. */
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/g;
/** Half of a surrogate pair. UTF-8 cannot express it, so different texts would become equal. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Writes a value as JSON. All code that measures or sends a payload uses this function, so that the
 * measured text is the text that is sent.
 *
 * `JSON.stringify` escapes control characters and lone surrogates. This function also escapes U+FFFE
 * and U+FFFF
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 *
 * @returns undefined for a value that JSON cannot express, for example a function
 * @throws RangeError for a value with thousands of levels (`payloadFault` refuses them)
 */
export function jsonText(value: unknown): string | undefined {
  return escaped(JSON.stringify(value));
}

/** As `jsonText`. @param replacer as for JSON.stringify */
export function jsonTextWith(value: unknown, replacer: JsonReplacer): string | undefined {
  return escaped(JSON.stringify(value, replacer));
}

/** Gets each value after its `toJSON`; `this` is the object that holds it. @returns the value to be written */
export type JsonReplacer = (this: unknown, name: string, value: unknown) => unknown;

/** @param json undefined if JSON.stringify has written nothing, unlike its declared type */
const escaped = (json: string | undefined): string | undefined =>
  json?.replace(REFUSED_BY_SQS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);

/** Whether UTF-8 can express a text. */
export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);

/** Size of a text in bytes of UTF-8: the unit in which IVS and SQS count. */
export const utf8Bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
