import type { ChoiceSetting, DurationSetting, NumberSetting } from './setting.ts';

export const metadataMode = {
  kind: 'choice',
  param: 'metadataMode',
  variable: 'METADATA_MODE',
  choices: ['envelope', 'plain'],
  default: 'envelope',
  text: '`envelope`: several messages in one request, large messages in parts, for players that read [envelopes](envelope.md). `plain`: one message in each request, unchanged',
} as const satisfies ChoiceSetting;

export const metadataCompression = {
  kind: 'choice',
  param: 'metadataCompression',
  variable: 'METADATA_COMPRESSION',
  choices: ['off', 'deflate'],
  default: 'off',
  text: '`deflate`: an envelope is compressed where that makes room for more messages. Players must be able to inflate it, as `ivs-autopilot/player` does',
} as const satisfies ChoiceSetting;

export const metadataMaxBytes = {
  kind: 'number',
  param: 'metadataMaxBytes',
  variable: 'METADATA_MAX_BYTES',
  ...{ min: 100, max: 1_024, whole: true },
  default: '1000',
  text: 'Most bytes of UTF-8 in one PutMetadata request. IVS says "1 KB"; whether that is 1,000 or 1,024 bytes is not confirmed',
} as const satisfies NumberSetting;

export const metadataGapMs = {
  kind: 'number',
  param: 'metadataGapMs',
  variable: 'METADATA_GAP_MS',
  ...{ min: 200, max: 10_000, whole: true },
  default: '210',
  text: 'Average time between two PutMetadata requests of a channel, in milliseconds, and never more than 5 in one second. 200 is exactly the limit of IVS',
} as const satisfies NumberSetting;

export const metadataMaxBacklog = {
  kind: 'duration',
  param: 'metadataMaxBacklog',
  variable: 'METADATA_MAX_BACKLOG',
  none: false,
  default: '10m',
  text: '`enqueueMetadata` refuses messages for a channel if sending those that already wait takes longer than this',
} as const satisfies DurationSetting;

export const metadataMaxQueued = {
  kind: 'number',
  param: 'metadataMaxQueued',
  variable: 'METADATA_MAX_QUEUED',
  ...{ min: 100, max: 110_000, whole: true },
  default: '100000',
  text: 'The most SQS messages that the metadata queue should hold. From 40 % of it on, `enqueueMetadata` allows each channel a shorter backlog, down to one SQS message. SQS sees only the first 120,000 messages of a queue, so a channel could be hidden behind others',
} as const satisfies NumberSetting;

/** No function uses it. */
export const metadataAgeAlarmMs = {
  kind: 'number',
  param: 'metadataAgeAlarmMs',
  ...{ min: 100, max: 86_400_000, whole: true },
  default: '60000',
  text: 'An alarm tells if, in five minutes, 1 % of the PutMetadata requests deliver a message that was queued more than so many milliseconds before. A message that waits until its channel is live counts too',
} as const satisfies NumberSetting;

export const metadataQueueAgeAlarmSeconds = {
  kind: 'number',
  param: 'metadataQueueAgeAlarmSeconds',
  ...{ min: 60, max: 1_209_600, whole: true },
  default: '900',
  text: 'An alarm tells if the oldest message in the metadata queue is older than so many seconds. Messages wait there for a stream until they expire, so use more than your longest time to live',
} as const satisfies NumberSetting;

export const metadataOffline = {
  kind: 'choice',
  param: 'metadataOffline',
  variable: 'METADATA_OFFLINE',
  choices: ['hold', 'drop'],
  default: 'hold',
  text: 'Messages for a channel that is not live. `hold`: keep them until they expire. `drop`: discard them',
} as const satisfies ChoiceSetting;

export const metadataHistory = {
  kind: 'choice',
  param: 'metadataHistory',
  variable: 'METADATA_HISTORY',
  choices: ['on', 'off'],
  default: 'on',
  text: '`on`: `sendMetadata` keeps for a day how the [last messages of each channel](metadata.md#what-became-of-a-message) ended, with the first 80 characters of each, and how many messages were sent. `off`: it writes nothing of that',
} as const satisfies ChoiceSetting;

export const metadataDefaultTtl = {
  kind: 'duration',
  param: 'metadataDefaultTtl',
  variable: 'METADATA_DEFAULT_TTL',
  none: false,
  longest: '6h',
  default: '10m',
  text: 'When a message expires that names no time itself',
} as const satisfies DurationSetting;

/**
 * Below 5 s, repeats take too much of a channel's rate. Above 60 s, the function, which starts every
 * minute, may make no repeat in one of its invocations.
 */
export const metadataStickySeconds = {
  kind: 'number',
  param: 'metadataStickySeconds',
  variable: 'METADATA_STICKY_SECONDS',
  ...{ min: 5, max: 60, whole: true },
  default: '10',
  local: '5',
  text: 'A viewer who joins a live stream has its sticky messages within this many seconds, as long as the load of the channel is below 80 %',
} as const satisfies NumberSetting;
