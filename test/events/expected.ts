import { expect } from 'vitest';

/** How a function handles a bad sample event. */
export interface Refusal {
  /** Whether the invocation fails, so that a direct caller gets the error. Default: false. */
  failed?: boolean;
  /** Part of the answer. It names the wrong field. */
  answer: unknown;
  /** The message of the structured log line. */
  log: string;
  /** The metric that counts it. */
  metric: string;
}

const NOT_RECORDED = { log: 'event refused', metric: 'InvalidEvents' };
const NOT_MARKED = { log: 'the event is invalid', metric: 'BadInput' };
const FOREIGN = { log: 'foreign event ignored', metric: 'ForeignEvents' };
const REJECTED = { log: 'metadata rejected', metric: 'MetadataRejected' };
const UNREADABLE = { log: 'metadata request cannot be read', metric: 'MetadataBadRequests' };

/** By file name and function name. */
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
  'bad-no-channel-arn.json': wrongChannel(),
  'bad-other-region.json': wrongChannel(),
  'bad-other-account.json': wrongChannel(),
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
  'bad-get-sessions.json': { getSessions: badRequest('channelArn') },
  'bad-explain-channels.json': { explainChannels: badRequest('channelArn') },
  'bad-reconcile.json': { reconcile: badRequest('audit') },
  'bad-revoke-stream-key.json': {
    revokeStreamKey: badRequest('channelArn'),
  },
  'bad-get-dead-letters.json': { getDeadLetters: badRequest('show') },
  'bad-retry-dead-letters.json': { retryDeadLetters: badRequest('retry.ttl') },
  'bad-get-sessions-range.json': { getSessions: badRequest('to') },
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

function wrongChannel(): Record<string, Refusal> {
  const field = 'resources[0]';
  return {
    recordSessionEvent: { answer: { recorded: false, field }, ...NOT_RECORDED },
    markChannel: { answer: { marked: false, field }, ...NOT_MARKED },
  };
}

function badRequest(field: string): Refusal {
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
