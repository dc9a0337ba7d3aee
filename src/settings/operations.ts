import { LOG_LEVELS } from '../platform/log-levels.ts';
import type { ChoiceSetting, NumberSetting, TextSetting } from './setting.ts';

export const logLevel = {
  kind: 'choice',
  param: 'logLevel',
  variable: 'POWERTOOLS_LOG_LEVEL',
  choices: LOG_LEVELS,
  default: 'INFO',
  text: 'Least severe log lines that the functions write',
} as const satisfies ChoiceSetting;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  ...['1', '3', '5', '7', '14', '30', '60', '90', '120', '150', '180', '365', '400', '545', '731'],
  ...['1096', '1827', '2192', '2557', '2922', '3288', '3653'],
] as const;

export const logRetentionDays = {
  kind: 'choice',
  param: 'logRetentionDays',
  choices: LOG_RETENTION_DAYS,
  default: '30',
  text: 'How many days CloudWatch keeps the logs',
} as const satisfies ChoiceSetting;

export const ivsThrottledAlarm = {
  kind: 'number',
  param: 'ivsThrottledAlarm',
  ...{ min: 1, max: 1_000_000, whole: true },
  default: '100',
  text: 'An alarm tells if IVS throttles more requests of all functions than this in 15 minutes',
} as const satisfies NumberSetting;

export const driftAlarm = {
  kind: 'number',
  param: 'driftAlarm',
  ...{ min: 0, max: 1_000_000, whole: true },
  default: '10',
  text: 'An alarm tells if, in an hour, more sessions than this had to be repaired because their events did not arrive',
} as const satisfies NumberSetting;

export const alarms = {
  kind: 'choice',
  param: 'alarms',
  choices: ['all', 'few', 'off'],
  default: 'all',
  text: '`all`: an alarm for each kind of problem. `few`: three alarms, of which one stands for many ([costs](operations.md#costs)). `off`: none',
} as const satisfies ChoiceSetting;

const TOPIC_ARN = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+(\.fifo)?$/;

export const alarmTopicArn = {
  kind: 'text',
  param: 'alarmTopicArn',
  expected: 'the ARN of an SNS topic, or nothing',
  accepts: (text: string) => TOPIC_ARN.test(text),
  default: '',
  text: 'SNS topic that the [alarms](runbook.md) notify. Empty: they notify nobody',
} as const satisfies TextSetting;

export const dashboard = {
  kind: 'choice',
  param: 'dashboard',
  choices: ['off', 'on'],
  default: 'off',
  text: '`on`: a [CloudWatch dashboard](operations.md#dashboard) of the stage. It costs $3 a month; the first three of an account are free',
} as const satisfies ChoiceSetting;
