import { isJsonObject, type JsonObject, serializationError } from '../../aws-json.ts';
import { MAX_MESSAGE_BYTES } from '../../config/resources.ts';
import { type BatchResponse, forEachEntry, readEntries } from '../batch.ts';
import { md5OfAttributes, md5OfBody } from '../digest.ts';
import { batchTooLong, invalid, SqsError, unsupported } from '../errors.ts';
import { optionalNumber, optionalString, queueName, requiredString } from '../input.ts';
import type { MessageAttribute, MessageAttributes, NewMessage } from '../message.ts';
import type { Queues } from '../queues.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_DELAY_SECONDS = 900;
const MAX_ATTRIBUTES = 10;
const GROUP_OR_DEDUPLICATION_ID = /^[\x21-\x7e]{1,128}$/;
const FORBIDDEN_CHARACTERS = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;
const NOT_FOR_THIS_TYPE = 'The request include parameter that is not valid for this queue type';

export function sendMessage(queues: Queues, input: JsonObject): object {
  const name = queueName(input);
  return send(queues, name, readMessage(queues, name, input));
}

export function sendMessageBatch(queues: Queues, input: JsonObject): BatchResponse {
  const name = queueName(input);
  const entries = readEntries(input, 'SendMessageBatchRequestEntry');
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > MAX_MESSAGE_BYTES) throw batchTooLong(MAX_MESSAGE_BYTES, bytes);
  return forEachEntry(entries, (entry) => send(queues, name, readMessage(queues, name, entry)));
}

function send(queues: Queues, name: string, message: NewMessage): object {
  const { messageId, sequenceNumber } = queues.send(name, message);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5OfBody(message.body),
    MD5OfMessageAttributes: md5OfAttributes(message.attributes),
    SequenceNumber: sequenceNumber,
  };
}

function readMessage(queues: Queues, queue: string, input: JsonObject): NewMessage {
  const { fifo, maximumMessageBytes } = queues.plan(queue);
  const body = requiredString(input, 'MessageBody');
  if (FORBIDDEN_CHARACTERS.test(body)) {
    const message =
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF';
    throw new SqsError('InvalidMessageContents', message);
  }
  if (sizeOf(input) > maximumMessageBytes) {
    const reason = `Reason: Message must be shorter than ${maximumMessageBytes} bytes.`;
    throw new SqsError('InvalidParameterValue', `One or more parameters are invalid. ${reason}`);
  }
  if (input.MessageSystemAttributes) throw unsupported('MessageSystemAttributes');
  const delaySeconds = optionalNumber(input, 'DelaySeconds', 0, MAX_DELAY_SECONDS);
  if (fifo && delaySeconds) throw invalid('DelaySeconds', delaySeconds, NOT_FOR_THIS_TYPE);
  const groupId = readId(input, 'MessageGroupId');
  const deduplicationId = readId(input, 'MessageDeduplicationId');
  if (!fifo && deduplicationId !== undefined) {
    throw invalid('MessageDeduplicationId', deduplicationId, NOT_FOR_THIS_TYPE);
  }
  return {
    body,
    attributes: readAttributes(input),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(!fifo && delaySeconds !== undefined && { delayMs: delaySeconds * 1_000 }),
  };
}

function readId(input: JsonObject, name: string): string | undefined {
  const id = optionalString(input, name);
  if (id === undefined || GROUP_OR_DEDUPLICATION_ID.test(id)) return id;
  const reason = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalid(name, id, reason);
}

/** @throws AwsError SerializationException for values of the wrong JSON type */
function attributesOf({ MessageAttributes: given }: JsonObject): MessageAttributes {
  if (given === undefined || given === null) return {};
  if (!isJsonObject(given)) throw serializationError('MessageAttributes: expected an object');
  return Object.fromEntries(
    Object.entries(given).map(([name, attribute]) => [name, readAttribute(name, attribute)]),
  );
}

function readAttribute(name: string, attribute: unknown): MessageAttribute {
  if (!isJsonObject(attribute))
    throw serializationError(`MessageAttributes.${name}: expected an object`);
  const StringValue = optionalString(attribute, 'StringValue');
  const BinaryValue = optionalString(attribute, 'BinaryValue');
  return {
    DataType: optionalString(attribute, 'DataType') ?? '',
    ...(StringValue !== undefined && { StringValue }),
    ...(BinaryValue !== undefined && { BinaryValue }),
  };
}

function readAttributes(input: JsonObject): MessageAttributes {
  const attributes = attributesOf(input);
  const names = Object.keys(attributes);
  if (names.length > MAX_ATTRIBUTES) {
    throw invalid('MessageAttributes', names.length, `At most ${MAX_ATTRIBUTES} attributes.`);
  }
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute);
  return attributes;
}

function checkAttribute(
  name: string,
  { DataType, StringValue, BinaryValue }: MessageAttribute,
): void {
  const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
  if (DATA_TYPE.test(DataType) && value) return;
  const problem = value ? `has an invalid type '${DataType}'` : 'must contain a non-empty value';
  throw new SqsError('InvalidParameterValue', `The message attribute '${name}' ${problem}.`);
}

/** The size that SQS counts, bytes: the body, and the names, types and values of the attributes. */
function sizeOf(input: JsonObject): number {
  const attributes = Object.entries(attributesOf(input)).map(
    ([name, { DataType = '', StringValue = '', BinaryValue = '' }]) =>
      Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
  );
  const body = Buffer.byteLength(String(input.MessageBody ?? ''));
  return attributes.reduce((sum, bytes) => sum + bytes, body);
}
