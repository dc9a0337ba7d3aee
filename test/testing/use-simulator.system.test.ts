import {
  GetStreamCommand,
  IvsClient,
  PutMetadataCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, expect, test } from 'vitest';
import { useSimulator } from '../../src/testing/index.ts';

const ivs = useSimulator();
const client = new IvsClient(ivs.clientConfig);
afterAll(() => client.destroy());

test('a channel goes live, gets metadata and ends, over HTTP', async () => {
  const channel = await ivs.createChannel({ name: 'show', tags: { team: 'quiz' } });
  const streamId = await channel.goLive();
  const { stream } = await client.send(new GetStreamCommand({ channelArn: channel.arn }));
  expect(stream).toMatchObject({ streamId, state: 'LIVE' });

  await client.send(new PutMetadataCommand({ channelArn: channel.arn, metadata: 'hello' }));
  expect(channel.cues()).toMatchObject([{ metadata: 'hello', streamId }]);

  await ivs.advance('10m');
  await channel.endStream();
  expect(channel.eventNames()).toEqual([
    'Session Created',
    'Stream Start',
    'Session Ended',
    'Stream End',
  ]);
  const [{ startedAt = 0, disconnectedAt = 0 } = {}] = channel.sessions;
  expect(disconnectedAt - startedAt).toBe(600_000);
});

test('each test begins with nothing', () => {
  expect(ivs.events()).toEqual([]);
  expect(ivs.channels()).toEqual([]);
});

test('the environment leads the AWS SDK to the simulator', async () => {
  const { arn } = await ivs.createChannel();
  const own = new IvsClient();
  await expect(own.send(new StopStreamCommand({ channelArn: arn }))).rejects.toThrow(
    expect.objectContaining({ name: 'ChannelNotBroadcasting' }),
  );
  own.destroy();
});
