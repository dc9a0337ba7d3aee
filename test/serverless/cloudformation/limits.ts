// Limits of AWS that CloudFormation's resource specifications do not contain. Each group has its source.

/** What one property accepts, besides its type. */
export interface Limit {
  expected: string;
  accepts(value: unknown): boolean;
  /** The most characters, for a name that a stage may be part of. */
  longest?: number;
}

const between = (min: number, max: number): Limit => ({
  expected: `a number from ${min} to ${max}`,
  accepts: (value) => Number(value) >= min && Number(value) <= max,
});

const oneOf = (...values: string[]): Limit => ({
  expected: `one of ${values.join(', ')}`,
  accepts: (value) => values.includes(String(value)),
});

const named = (longest: number, pattern = /^.+$/s): Limit => ({
  expected: `at most ${longest} characters of the form ${pattern}`,
  accepts: (value) => String(value).length <= longest && pattern.test(String(value)),
  longest,
});

/** By `<type>.<path of the property>`; `[]` stands for each element of a list. */
export const LIMITS: Readonly<Record<string, Limit>> = {
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  'AWS::Lambda::Function.FunctionName': named(64, /^[\w-]+$/),
  'AWS::Lambda::Function.Description': named(256),
  'AWS::Lambda::Function.Timeout': between(1, 900),
  'AWS::Lambda::Function.MemorySize': between(128, 10_240),
  'AWS::Lambda::Function.Runtime': oneOf('nodejs22.x', 'nodejs24.x'),
  'AWS::Lambda::Function.Architectures[]': oneOf('arm64', 'x86_64'),
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  'AWS::Lambda::Function.Environment': {
    expected: 'at most 4096 bytes of JSON',
    accepts: (value) => Buffer.byteLength(JSON.stringify(value)) <= 4_096,
  },
  // https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
  'AWS::Lambda::EventInvokeConfig.MaximumRetryAttempts': between(0, 2),
  'AWS::Lambda::EventInvokeConfig.MaximumEventAgeInSeconds': between(60, 21_600),
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
  'AWS::Lambda::EventSourceMapping.BatchSize': between(1, 10_000),
  'AWS::Lambda::EventSourceMapping.FunctionResponseTypes[]': oneOf('ReportBatchItemFailures'),
  'AWS::Lambda::EventSourceMapping.ScalingConfig.MaximumConcurrency': between(2, 1_000),
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html and API_RetryPolicy.html
  'AWS::Events::Rule.Name': named(64, /^[.\w-]+$/),
  'AWS::Events::Rule.Description': named(512),
  'AWS::Events::Rule.ScheduleExpression': named(
    256,
    /^(rate\(\d+ (minute|hour|day)s?\)|cron\(.+\))$/,
  ),
  'AWS::Events::Rule.Targets[].Id': named(64, /^[.\w-]+$/),
  'AWS::Events::Rule.Targets[].RetryPolicy.MaximumRetryAttempts': between(0, 185),
  'AWS::Events::Rule.Targets[].RetryPolicy.MaximumEventAgeInSeconds': between(60, 86_400),
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
  'AWS::Events::EventBus.Name': named(256, /^[/.\w-]+$/),
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
  'AWS::SQS::Queue.QueueName': named(80, /^[\w-]+(\.fifo)?$/),
  'AWS::SQS::Queue.VisibilityTimeout': between(0, 43_200),
  'AWS::SQS::Queue.MessageRetentionPeriod': between(60, 1_209_600),
  'AWS::SQS::Queue.DeduplicationScope': oneOf('messageGroup', 'queue'),
  'AWS::SQS::Queue.FifoThroughputLimit': oneOf('perQueue', 'perMessageGroupId'),
  'AWS::SQS::Queue.RedrivePolicy.maxReceiveCount': between(1, 1_000),
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
  'AWS::DynamoDB::Table.TableName': named(255, /^[\w.-]{3,}$/),
  'AWS::DynamoDB::Table.BillingMode': oneOf('PROVISIONED', 'PAY_PER_REQUEST'),
  'AWS::DynamoDB::Table.AttributeDefinitions[].AttributeType': oneOf('S', 'N', 'B'),
  'AWS::DynamoDB::Table.KeySchema[].KeyType': oneOf('HASH', 'RANGE'),
  'AWS::DynamoDB::Table.GlobalSecondaryIndexes[].IndexName': named(255, /^[\w.-]{3,}$/),
  'AWS::DynamoDB::Table.GlobalSecondaryIndexes[].KeySchema[].KeyType': oneOf('HASH', 'RANGE'),
  'AWS::DynamoDB::Table.GlobalSecondaryIndexes[].Projection.ProjectionType': oneOf(
    ...['ALL', 'KEYS_ONLY', 'INCLUDE'],
  ),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  'AWS::CloudWatch::Alarm.AlarmName': named(255),
  'AWS::CloudWatch::Alarm.AlarmDescription': named(1_024),
  'AWS::CloudWatch::Alarm.Statistic': oneOf('SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'),
  'AWS::CloudWatch::Alarm.ComparisonOperator': oneOf(
    ...['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold'],
    ...['LessThanThreshold', 'LessThanOrEqualToThreshold'],
  ),
  'AWS::CloudWatch::Alarm.TreatMissingData': oneOf(
    ...['breaching', 'notBreaching', 'ignore', 'missing'],
  ),
  'AWS::CloudWatch::Alarm.Period': {
    expected: '10, 20, 30 or a multiple of 60, up to a day',
    accepts: (value) =>
      [10, 20, 30].includes(Number(value)) || (Number(value) % 60 === 0 && Number(value) <= 86_400),
  },
  'AWS::CloudWatch::Alarm.AlarmActions[]': named(1_024),
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  'AWS::Logs::LogGroup.LogGroupName': named(512, /^[.\-_/#\w]+$/),
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  'AWS::IAM::Role.RoleName': named(64, /^[\w+=,.@-]+$/),
  'AWS::IAM::Role.Policies[].PolicyName': named(128, /^[\w+=,.@-]+$/),
  'AWS::IAM::Role.Policies': {
    expected: 'at most 10240 characters in all policies of a role',
    accepts: (value) => JSON.stringify(value).length <= 10_240,
  },
  // https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
  'AWS::ApiGatewayV2::Api.Name': named(128),
};
