import type { SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { createPublisher } from '../../src/publisher/index.ts';
import { channelArn } from '../metadata/support/senders.ts';

/** More than 5 s of sending. */
const MANY = 30;
const KILOBYTE = 'x'.repeat(900);

/** @param count answers GetQueueAttributes */
function queueThat(count: () => number): Pick<SQSClient, 'send' | 'config'> {
  return {
    async send(command: { constructor: { name: string }; input: unknown }) {
      if (command.constructor.name === 'GetQueueAttributesCommand')
        return { Attributes: { ApproximateNumberOfMessages: String(count()) } };
      const { Entries = [] } = command.input as SendMessageBatchCommandInput;
      return { Successful: Entries.map(({ Id }) => ({ Id })) };
    },
  } as Pick<SQSClient, 'send' | 'config'>;
}

/** Publishes to a busy channel, twice, and then to a quiet one. @returns how many messages each time were accepted */
async function publish(count: () => number): Promise<number[]> {
  const publisher = createPublisher({
    ...{ queue: 'https://sqs.us-west-2.amazonaws.com/123456789012/q.fifo', region: 'us-west-2' },
    ...{ client: queueThat(count) as SQSClient, maxQueued: 100, lingerMs: 0 },
  });
  const send = async (name: string, messages: number) => {
    const published = Array.from({ length: messages }, () =>
      publisher.publish({ channelArn: channelArn(name), payload: KILOBYTE }),
    );
    await publisher.flush();
    return (await Promise.all(published)).filter(({ accepted }) => accepted).length;
  };
  const accepted = [await send('busy', MANY), await send('busy', MANY), await send('quiet', 1)];
  await publisher.close();
  return accepted;
}

describe('a publisher', () => {
  test('refuses messages for a busy channel while the whole queue is full, and takes those for a quiet one', async () => {
    const [first, second, quiet] = await publish(() => 100);
    expect(first).toBeGreaterThan(0);
    expect([second, quiet]).toEqual([0, 1]);
  });

  test('refuses nothing while the queue has room', async () => {
    expect(await publish(() => 10)).toEqual([MANY, MANY, 1]);
  });

  test('without the permission to count the queue, has the limit of each channel only', async () => {
    const denied = () => {
      throw new Error('AccessDenied');
    };
    expect(await publish(denied)).toEqual([MANY, MANY, 1]);
  });
});
