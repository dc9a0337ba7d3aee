/** One deployment: a stage, and settings that are not the defaults. */
export interface Variant {
  name: string;
  stage: string;
  settings?: Readonly<Record<string, string>>;
}

const ALARM_TOPIC = { alarmTopicArn: 'arn:aws:sns:us-west-2:123456789012:alarms' };
const SECRETS = { keySecrets: 'ivs/prod/{channelId}' };
const KMS_KEY = { keySecretsKmsKeyId: 'alias/stream-keys' };

/** The deployments whose templates are checked: stages, with and without each optional setting. */
export const VARIANTS: readonly Variant[] = [
  { name: 'stage local', stage: 'local' },
  { name: 'stage dev', stage: 'dev' },
  { name: 'stage prod', stage: 'prod' },
  { name: 'with alarmTopicArn', stage: 'prod', settings: ALARM_TOPIC },
  { name: 'with keySecrets', stage: 'prod', settings: SECRETS },
  { name: 'with keySecretsKmsKeyId', stage: 'prod', settings: { ...SECRETS, ...KMS_KEY } },
  { name: 'with tagPrefix', stage: 'night', settings: { tagPrefix: 'night/2' } },
  {
    name: 'with all optional settings',
    stage: 'dev',
    settings: { ...ALARM_TOPIC, ...SECRETS, ...KMS_KEY },
  },
];
