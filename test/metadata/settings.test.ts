import { describe, expect, test } from 'vitest';
import { readEnqueueSettings } from '../../src/metadata/enqueue/settings.ts';
import { readSendSettings } from '../../src/metadata/send/settings.ts';
import { SettingError } from '../../src/platform/errors.ts';

const ENV = {
  AWS_REGION: 'us-west-2',
  TABLE_NAME: 'table',
  METADATA_QUEUE_NAME: 'metadata.fifo',
  METADATA_DLQ_NAME: 'metadata-dead.fifo',
};

describe('the settings of the metadata functions', () => {
  test('have the documented defaults', () => {
    expect(readSendSettings(ENV)).toEqual({
      ...{ queueName: 'metadata.fifo', deadLetterQueueName: 'metadata-dead.fifo' },
      ...{ mode: 'envelope', compression: 'off' },
      ...{ maxBytes: 1_000, gapMs: 210, offline: 'hold', history: 'on' },
      ...{ tableName: 'table', instances: 31 },
    });
    expect(readEnqueueSettings(ENV)).toEqual({
      ...{ queueName: 'metadata.fifo', tableName: 'table', region: 'us-west-2' },
      ...{ mode: 'envelope', compression: 'off' },
      ...{ maxBytes: 1_000, gapMs: 210, maxBacklogMs: 600_000, defaultTtlMs: 600_000 },
      maxQueued: 100_000,
    });
  });

  test.each([
    ['METADATA_MODE', 'json'],
    ['METADATA_COMPRESSION', 'gzip'],
    ['METADATA_MAX_BYTES', '99'],
    ['METADATA_MAX_BYTES', '1025'],
    ['METADATA_GAP_MS', '199'],
    ['METADATA_GAP_MS', 'fast'],
    ['METADATA_MAX_BACKLOG', 'none'],
    ['METADATA_MAX_QUEUED', '120000'],
    ['METADATA_DEFAULT_TTL', 'none'],
    ['METADATA_DEFAULT_TTL', '7h'],
    ['METADATA_QUEUE_NAME', ''],
    ['TABLE_NAME', ''],
    ['AWS_REGION', ''],
  ])('cause an error with the name of the wrong variable: %s=%s', (name, value) => {
    const act = () => readEnqueueSettings({ ...ENV, [name]: value });
    expect(act).toThrow(SettingError);
    expect(act).toThrow(name);
  });

  test.each([
    ['METADATA_OFFLINE', 'wait'],
    ['METADATA_HISTORY', 'yes'],
    ['METADATA_DLQ_NAME', ''],
    ['METADATA_INSTANCES', '1'],
    ['METADATA_INSTANCES', '153'],
  ])('of the sender cause an error with the name of the wrong variable: %s=%s', (name, value) => {
    expect(() => readSendSettings({ ...ENV, [name]: value })).toThrow(name);
  });
});
