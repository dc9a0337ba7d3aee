import type { SQSBatchResponse } from 'aws-lambda';
import { readRecords } from '../../metadata/send/records.ts';
import { sendBatch } from '../../metadata/send/send-batch.ts';
import { readSendSettings } from '../../metadata/send/settings.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import { type MetadataConsumerAws, openMetadataConsumer } from '../metadata-consumer.ts';

/** Opens `sendMetadata`: once per Lambda instance. @throws SettingError that names the variable */
export function openSendMetadata(
  env: Environment,
  aws: MetadataConsumerAws,
): UseCase<SQSBatchResponse> {
  const { clock, random } = aws;
  const settings = readSendSettings(env);
  const sending = { ...openMetadataConsumer(aws, settings), clock, random, settings };
  return async (event, { deadline, log, metrics }) =>
    sendBatch(readRecords(event), deadline, { ...sending, log, metrics });
}
