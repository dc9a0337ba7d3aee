import { MODES, type Mode } from './mode.ts';
import type { ChoiceSetting, DurationSetting, NumberSetting, TextSetting } from './setting.ts';

export const rotationMode = {
  kind: 'choice',
  param: 'rotationMode',
  variable: 'ROTATION_MODE',
  choices: MODES,
  default: 'apply',
  text: 'Rotating stream keys. `off`: do nothing. `plan`: only report what would be rotated. `apply`: rotate keys of channels whose tag asks for it',
} as const satisfies ChoiceSetting<Mode>;

export const rotationEndGrace = {
  kind: 'duration',
  param: 'rotationEndGrace',
  variable: 'ROTATION_END_GRACE',
  none: true,
  default: '5m',
  local: 'none',
  text: 'How long after the end of a stream its key stays valid, so that an encoder that lost its connection can come back',
} as const satisfies DurationSetting;

export const rotationOverdueAlarm = {
  kind: 'duration',
  param: 'rotationOverdueAlarm',
  variable: 'ROTATION_OVERDUE_ALARM',
  none: true,
  default: '1d',
  text: 'A key on a channel that is always live cannot be replaced. When it has been too old for this time, an alarm is raised. `none`: no alarm',
} as const satisfies DurationSetting;

export const rotationMaxKeys = {
  kind: 'number',
  param: 'rotationMaxKeys',
  variable: 'ROTATION_MAX_KEYS',
  ...{ min: 1, max: 100_000, whole: true },
  default: '100',
  text: 'How many stream keys may be replaced within `rotationLimitWindow` because of an age in `rotate-key` that is [new on their channels](policy.md#when-too-many-keys-would-be-replaced-suddenly). If more would be, these keys stay until the tag has been there for `rotationLimitWindow`',
} as const satisfies NumberSetting;

export const rotationMaxShare = {
  kind: 'number',
  param: 'rotationMaxShare',
  variable: 'ROTATION_MAX_SHARE',
  ...{ min: 0.01, max: 1, whole: false },
  default: '0.2',
  text: 'The same limit as a share of all channels. It applies if there are more than 20 channels',
} as const satisfies NumberSetting;

export const rotationLimitWindow = {
  kind: 'duration',
  param: 'rotationLimitWindow',
  variable: 'ROTATION_LIMIT_WINDOW',
  none: false,
  longest: '90d',
  default: '24h',
  text: 'How long an age in `rotate-key` counts as new on a channel, and the rolling window in which `rotationMaxKeys` and `rotationMaxShare` count',
} as const satisfies DurationSetting;

/** Stands in `keySecrets` where the channel's id goes. */
export const CHANNEL_ID = '{channelId}';
/** Characters of a secret's name: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]+$/;
/** A name has at most 512 characters; the id of an IVS channel takes 12. */
const LONGEST_PATTERN = 500;

export const keySecrets = {
  kind: 'text',
  param: 'keySecrets',
  variable: 'KEY_SECRETS',
  expected: `the name of a secret that contains ${CHANNEL_ID} once and at least one other character (letters, digits and /_+=.@-), or nothing`,
  accepts: (text: string) =>
    text.length <= LONGEST_PATTERN &&
    text.split(CHANNEL_ID).length === 2 &&
    SECRET_NAME.test(text.replace(CHANNEL_ID, '')),
  default: '',
  local: 'ivs/local/{channelId}',
  text: 'Name of the AWS Secrets Manager secret that receives the value of each new stream key, for example `ivs/prod/{channelId}`. Empty: values are stored nowhere',
} as const satisfies TextSetting;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html, `KeyId` */
const KMS_KEY =
  /^(arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:(key\/|(?=alias\/)))?(alias\/[\w/-]{1,250}|mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

export const keySecretsKmsKeyId = {
  kind: 'text',
  param: 'keySecretsKmsKeyId',
  variable: 'KEY_SECRETS_KMS_KEY_ID',
  expected: 'the id, ARN or alias of a KMS key of this account, or nothing',
  accepts: (text: string) => KMS_KEY.test(text),
  default: '',
  text: 'KMS key that encrypts these secrets. Empty: the key of Secrets Manager',
} as const satisfies TextSetting;
