import { expect } from 'vitest';

/** What becomes of a sample that is not as it should be. */
export interface Refusal {
  /** The invocation fails, so that a direct caller gets the error. Default: it does not. */
  failed?: boolean;
  /** Part of the answer; it names the field for everybody who can be answered. */
  answer: unknown;
  /** The message of the structured log line. */
  log: string;
  /** The metric that counts it. */
  metric: string;
}

const RECORDED_NOT = { log: 'event refused', metric: 'InvalidEvents' };
const MARKED_NOT = { log: 'the event is invalid', metric: 'BadInput' };
const FOREIGN = { log: 'foreign event ignored', metric: 'ForeignEvents' };
const REJECTED = { log: 'metadata rejected', metric: 'MetadataRejected' };
const UNREADABLE = { log: 'metadata request cannot be read', metric: 'MetadataBadRequests' };

/** By file and function. */
export const REFUSALS: Record<string, Record<string, Refusal>> = {
  'bad-foreign-stage.json': foreign('IVS Stage Update'),
  'bad-foreign-api-call.json': foreign('AWS API Call via CloudTrail'),
  'bad-unknown-name.json': {
    recordSessionEvent: {
      answer: { recorded: true, name: 'Stream Hiccup', summary: 'none' },
      log: 'unknown event recorded',
      metric: 'UnknownEvents',
    },
  },
  'bad-no-channel-arn.json': notOurs(),
  'bad-other-region.json': notOurs(),
  'bad-other-account.json': notOurs(),
  'bad-enqueue-metadata.json': {
    enqueueMetadata: {
      failed: true,
      answer: { errorType: 'InputError', errorMessage: startingWith('messages: ') },
      ...UNREADABLE,
    },
  },
  'bad-http-post-metadata.json': {
    enqueueMetadata: {
      answer: { statusCode: 400, body: containing('"field":"body"') },
      ...UNREADABLE,
    },
  },
  'bad-metadata-oversize.json': {
    enqueueMetadata: {
      answer: {
        accepted: [{ index: 0 }, { index: 2 }],
        rejected: [{ index: 1, field: 'payload' }],
      },
      ...REJECTED,
    },
  },
  'bad-metadata-sticky-without-key.json': {
    enqueueMetadata: {
      answer: { accepted: [], rejected: [{ index: 0, field: 'key' }] },
      ...REJECTED,
    },
  },
  'bad-metadata-other-region.json': {
    enqueueMetadata: {
      answer: {
        accepted: [{ index: 0 }],
        rejected: [
          { index: 1, field: 'channelArn' },
          { index: 2, field: 'channelArn' },
        ],
      },
      ...REJECTED,
    },
  },
  'bad-sqs-metadata-malformed.json': {
    sendMetadata: {
      answer: { batchItemFailures: [] },
      log: 'metadata dead-lettered',
      metric: 'MetadataDeadLettered',
    },
  },
  'bad-get-sessions.json': { getSessions: badQuestion('channelArn') },
  'bad-explain-channels.json': { explainChannels: badQuestion('channelArn') },
  'bad-reconcile.json': {
    reconcile: { ...badQuestion('audit'), log: 'reconcile request refused' },
  },
  'bad-revoke-stream-key.json': {
    revokeStreamKey: badQuestion('channelArn'),
  },
  'bad-get-sessions-range.json': { getSessions: badQuestion('to') },
};

function foreign(detailType: string): Record<string, Refusal> {
  return {
    recordSessionEvent: { answer: { recorded: false, foreign: detailType }, ...FOREIGN },
    markChannel: {
      answer: { marked: false, ignored: detailType },
      log: 'event ignored',
      metric: 'EventIgnored',
    },
  };
}

function notOurs(): Record<string, Refusal> {
  const field = 'resources[0]';
  return {
    recordSessionEvent: { answer: { recorded: false, field }, ...RECORDED_NOT },
    markChannel: { answer: { marked: false, field }, ...MARKED_NOT },
  };
}

function badQuestion(field: string): Refusal {
  return {
    failed: true,
    answer: { errorType: 'InputError', errorMessage: startingWith(`${field}: `) },
    log: 'request refused',
    metric: 'InvalidRequests',
  };
}

function startingWith(text: string): unknown {
  return expect.stringMatching(new RegExp(`^${text}`));
}

function containing(text: string): unknown {
  return expect.stringContaining(text);
}
