import type { MessageAttributes, NewMessage } from '../../sqs/message.ts';
import type { CreatedRule, RuleTarget } from '../created/rule.ts';
import type { BusEvent } from '../event.ts';
import type { DeliveryError } from './delivery-error.ts';

/** An event that EventBridge could not deliver. */
export interface DeadLetter {
  rule: Pick<CreatedRule, 'name' | 'arn'>;
  target: Pick<RuleTarget, 'arn'>;
  event: BusEvent;
  error: DeliveryError;
  retries: number;
  /** The limit of the retry policy that ended the retries. */
  condition: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined;
}

/** The message about it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html */
export function deadLetterMessage({
  rule,
  target,
  event,
  error,
  retries,
  condition,
}: DeadLetter): NewMessage {
  const texts = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.arn,
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message,
    RETRY_ATTEMPTS: String(retries),
    ...(condition && { EXHAUSTED_RETRY_CONDITION: condition }),
  };
  const attributes: MessageAttributes = Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  return { body: JSON.stringify(event), attributes };
}
