const EVERYTHING = ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'];
const QUERY = 'dynamodb:Query Table/index/*';
/** On the stack's own bus, in the stage that the tests package. */
const PUBLISH = 'events:PutEvents event-bus/ivs-autopilot-test';

/** Which version of the code has written the table. */
const READ_MARK = 'dynamodb:GetItem Table if ForAllValues:StringEquals dynamodb:LeadingKeys=TABLE';

/** Metadata that waits for a stream. */
const WAITING = ['DeleteItem', 'GetItem'].map(
  (action) =>
    `dynamodb:${action} Table if ForAllValues:StringLike dynamodb:LeadingKeys=METADATA_WAITING#*`,
);

/** What each function may do, action by action: `<action> <resource>`, with its conditions. */
export const ALLOWED: Record<string, string[]> = {
  recordSessionEvent: [
    ...retries('RecordRetryQueue'),
    ...table('BatchGetItem', 'PutItem', 'UpdateItem'),
    READ_MARK,
    PUBLISH,
  ],
  markChannel: [
    ...retries('MarkRetryQueue'),
    ...table('UpdateItem'),
    READ_MARK,
    ...WAITING,
    'sqs:ChangeMessageVisibility MetadataQueue',
    'sqs:GetQueueUrl MetadataQueue',
  ],
  deleteDueChannels: [
    ...onFailure(),
    ...table(...EVERYTHING, 'Query'),
    QUERY,
    PUBLISH,
    'ivs:GetRecordingConfiguration recording-configuration/*',
    'ivs:BatchGetChannel channel/*',
    'ivs:GetStream channel/*',
    'ivs:GetStreamSession channel/*',
    'ivs:ListChannels channel/*',
    'ivs:ListStreamSessions channel/*',
    'ivs:DeleteChannel channel/* if Null autopilot:auto-delete=false and Null autopilot:protect=true',
    'ivs:DeleteChannel stream-key/*',
  ],
  rotateStreamKeys: [
    ...onFailure(),
    ...table(...EVERYTHING),
    QUERY,
    'ivs:BatchGetChannel channel/*',
    'ivs:GetStream channel/*',
    'ivs:GetStreamSession channel/*',
    'ivs:ListChannels channel/*',
    'ivs:ListStreamSessions channel/*',
    'ivs:ListStreamKeys channel/*',
    'ivs:ListStreamKeys stream-key/*',
    'ivs:CreateStreamKey stream-key/*',
    'ivs:DeleteStreamKey stream-key/* if Null autopilot:protect=true',
    'ivs:TagResource stream-key/* if Null autopilot:protect=true',
    ...handOver(),
  ],
  revokeStreamKey: [
    ...onFailure(),
    ...table('BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    QUERY,
    'ivs:BatchGetChannel channel/*',
    'ivs:GetStream channel/*',
    'ivs:GetStreamSession channel/*',
    'ivs:StopStream channel/*',
    'ivs:ListStreamKeys channel/*',
    'ivs:ListStreamKeys stream-key/*',
    'ivs:CreateStreamKey stream-key/*',
    'ivs:DeleteStreamKey stream-key/*',
    'ivs:TagResource stream-key/*',
    ...handOver(),
  ],
  reconcile: [
    ...onFailure(),
    ...table(...EVERYTHING, 'Query'),
    QUERY,
    PUBLISH,
    'ivs:BatchGetChannel channel/*',
    'ivs:GetStream channel/*',
    'ivs:GetStreamSession channel/*',
    'ivs:ListChannels channel/*',
    'ivs:ListStreams channel/*',
    'ivs:ListStreamSessions channel/*',
    'ivs:ListTagsForResource stream-key/*',
  ],
  sampleViewers: [
    ...onFailure(),
    ...table('BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'),
    PUBLISH,
    'ivs:GetStreamSession channel/*',
    'ivs:ListStreams channel/*',
  ],
  enqueueMetadata: [
    ...onFailure(),
    ...table('GetItem', 'UpdateItem'),
    'sqs:GetQueueAttributes MetadataQueue',
    'sqs:GetQueueUrl MetadataQueue',
    'sqs:SendMessage MetadataQueue',
    'lambda:InvokeFunction RepeatStickyMetadataLambdaFunction',
  ],
  repeatStickyMetadata: [
    ...onFailure(),
    ...table('BatchGetItem', 'DeleteItem', 'GetItem', 'Query', 'UpdateItem'),
    QUERY,
    'sqs:GetQueueUrl MetadataQueue',
    'sqs:SendMessage MetadataQueue',
  ],
  sendMetadata: [
    'sqs:ChangeMessageVisibility MetadataQueue',
    'sqs:DeleteMessage MetadataQueue',
    'sqs:GetQueueAttributes MetadataQueue',
    'sqs:GetQueueUrl MetadataQueue',
    'sqs:ReceiveMessage MetadataQueue',
    'sqs:GetQueueUrl MetadataDeadLetterQueue',
    'sqs:SendMessage MetadataDeadLetterQueue',
    'ivs:PutMetadata channel/*',
    'dynamodb:GetItem Table if ForAllValues:StringEquals dynamodb:LeadingKeys=METADATA_KEYS or METADATA_RATE',
    'dynamodb:UpdateItem Table if ForAllValues:StringEquals dynamodb:LeadingKeys=METADATA_KEYS or METADATA_RATE',
    'dynamodb:PutItem Table if ForAllValues:StringLike dynamodb:LeadingKeys=DEAD_LETTER#*',
    'dynamodb:BatchWriteItem Table if ForAllValues:StringLike dynamodb:LeadingKeys=METADATA_SENT or METADATA_SENT#* or METADATA_WAITING#*',
    ...WAITING,
    'dynamodb:BatchGetItem Table if ForAllValues:StringLike dynamodb:LeadingKeys=CHANNEL#*',
  ],
  getDeadLetters: [
    ...onFailure(),
    ...['DeadLetterQueue', 'MetadataDeadLetterQueue'].flatMap((queue) => [
      `sqs:DeleteMessage ${queue}`,
      `sqs:GetQueueUrl ${queue}`,
      `sqs:ReceiveMessage ${queue}`,
    ]),
    ...letters('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    READ_MARK,
    'dynamodb:UpdateItem Table if ForAllValues:StringEquals dynamodb:LeadingKeys=TICKS',
  ],
  retryDeadLetters: [
    'sqs:GetQueueUrl MetadataQueue',
    'sqs:SendMessage MetadataQueue',
    ...letters('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...['GetItem', 'PutItem', 'UpdateItem'].map(
      (action) =>
        `dynamodb:${action} Table if ForAllValues:StringLike dynamodb:LeadingKeys=CHANNEL#*`,
    ),
    'dynamodb:GetItem Table if ForAllValues:StringEquals dynamodb:LeadingKeys=METADATA_KEYS or STICKY',
    READ_MARK,
    ...[
      'EnqueueMetadata',
      'RecordSessionEvent',
      'MarkChannel',
      'DeleteDueChannels',
      'RotateStreamKeys',
      'RevokeStreamKey',
      'Reconcile',
      'SampleViewers',
      'RepeatStickyMetadata',
    ].map((name) => `lambda:InvokeFunction ${name}LambdaFunction`),
  ],
  explainChannels: [
    ...table('BatchGetItem', 'GetItem', 'Query'),
    QUERY,
    'ivs:GetRecordingConfiguration recording-configuration/*',
    'ivs:BatchGetChannel channel/*',
    'ivs:GetStream channel/*',
    'ivs:GetStreamSession channel/*',
    'ivs:ListChannels channel/*',
    'ivs:ListStreams channel/*',
    'ivs:ListStreamKeys channel/*',
    'ivs:ListStreamKeys stream-key/*',
  ],
  doctor: [
    'lambda:GetFunctionConfiguration function:ivs-autopilot-test-*',
    'lambda:ListEventSourceMappings *',
    'lambda:ListFunctions *',
    ...['rule', 'rule/ivs-autopilot-test'].flatMap((rules) => [
      `events:DescribeRule ${rules}/ivs-autopilot-test-*`,
      `events:ListTargetsByRule ${rules}/ivs-autopilot-test-*`,
    ]),
    ...['Metadata', 'RecordRetry', 'MarkRetry', 'DeadLetter', 'MetadataDeadLetter'].flatMap(
      (queue) => [`sqs:GetQueueAttributes ${queue}Queue`, `sqs:GetQueueUrl ${queue}Queue`],
    ),
    ...table('BatchGetItem', 'DescribeContinuousBackups', 'DescribeTable', 'GetItem', 'Query'),
    QUERY,
    'ivs:ListChannels channel/*',
    'ivs:ListStreams channel/*',
  ],
  getSessions: [
    ...table('BatchGetItem', 'Query'),
    READ_MARK,
    QUERY,
    'dynamodb:GetItem Table if ForAllValues:StringLike dynamodb:LeadingKeys=CURSOR#totals#*',
    'dynamodb:PutItem Table if ForAllValues:StringLike dynamodb:LeadingKeys=CURSOR#totals#*',
  ],
};

/** What a new key is handed over with. The secrets' names are not known before the deployment. */
function handOver(): string[] {
  const secrets = 'secret:<keySecrets>-??????';
  const kms = `StringEquals kms:ViaService=secretsmanager.\${AWS::Region}.amazonaws.com and StringLike kms:EncryptionContext:SecretARN=${secrets} or RequestToValidateKeyAccess`;
  return [
    PUBLISH,
    'ivs:GetStreamKey stream-key/* when KeySecrets',
    `secretsmanager:CreateSecret ${secrets} when KeySecrets`,
    `secretsmanager:PutSecretValue ${secrets} when KeySecrets`,
    `kms:Decrypt key/* if ${kms} when KeySecretsKms`,
    `kms:GenerateDataKey key/* if ${kms} when KeySecretsKms`,
  ];
}

function onFailure(): string[] {
  return ['sqs:SendMessage DeadLetterQueue'];
}

/** What a function and its on-failure destination do with the function's retry queue. */
function retries(queue: string): string[] {
  const actions = ['DeleteMessage', 'GetQueueUrl', 'ReceiveMessage', 'SendMessage'];
  return actions.map((action) => `sqs:${action} ${queue}`);
}

function letters(...actions: string[]): string[] {
  const keys = 'ForAllValues:StringLike dynamodb:LeadingKeys=DEAD_LETTER*';
  return actions.map((action) => `dynamodb:${action} Table if ${keys}`);
}

function table(...actions: string[]): string[] {
  return actions.map((action) => `dynamodb:${action} Table`);
}
