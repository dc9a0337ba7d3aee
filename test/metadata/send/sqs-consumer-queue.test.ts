import type { ChangeMessageVisibilityBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { sqsConsumerQueue } from '../../../src/metadata/send/sqs-consumer-queue.ts';

const URL = 'https://sqs.us-west-2.amazonaws.com/123456789012/metadata.fifo';
const changes = Array.from({ length: 12 }, (_, n) => ({
  record: {
    ...{ messageId: `m${n}`, receiptHandle: `h${n}`, body: '', group: 'g' },
    receiveCount: 1,
  },
  seconds: 0,
}));

/** @param fail the failure of a message at its nth attempt, from 1 on */
function setUp(fail: (handle: string, attempt: number) => { SenderFault: boolean } | undefined) {
  const attempts: Record<string, number> = {};
  const client: Pick<SQSClient, 'send'> = {
    async send(command: { input: ChangeMessageVisibilityBatchCommandInput }) {
      const Failed = (command.input.Entries ?? []).flatMap(({ Id, ReceiptHandle = '' }) => {
        attempts[ReceiptHandle] = (attempts[ReceiptHandle] ?? 0) + 1;
        const failure = fail(ReceiptHandle, attempts[ReceiptHandle] ?? 0);
        return failure ? [{ Id, Code: 'InternalError', ...failure }] : [];
      });
      return { Failed };
    },
  };
  return { attempts, change: () => sqsConsumerQueue(client, URL).changeVisibility(changes) };
}

test('a message whose visibility SQS fails to change is tried twice more, and no other message', async () => {
  const { change, attempts } = setUp((handle, attempt) =>
    handle === 'h11' && attempt < 3 ? { SenderFault: false } : undefined,
  );
  await change();
  expect(attempts).toMatchObject({ h0: 1, h10: 1, h11: 3 });
});

test('what SQS refuses is not tried again, and counts as not changed', async () => {
  const { change, attempts } = setUp((handle) =>
    handle === 'h1' ? { SenderFault: true } : handle === 'h2' ? { SenderFault: false } : undefined,
  );
  await expect(change()).rejects.toThrow('visibility of 2 of 12 messages not changed');
  expect(attempts).toMatchObject({ h1: 1, h2: 3 });
});
