import { describe, expect, test } from 'vitest';
import {
  createSimulator,
  type IvsEventBridgeEvent,
  manualClock,
  type SimulatorOptions,
} from '../../../src/simulator/index.ts';
import { START } from '../support.ts';

interface Created {
  channel: { arn: string };
  streamKey: { value: string };
}

/** Connects an encoder to a new channel. @returns the breaches of its limits; none if it goes live */
async function breachesOf(type: string, video: object, options: SimulatorOptions = {}) {
  const clock = manualClock(START);
  const events: IvsEventBridgeEvent[] = [];
  const emit = (event: IvsEventBridgeEvent) => events.push(event);
  const simulator = createSimulator({ clock, emit, seed: 4, ...options });
  const { channel, streamKey } = await simulator.call<Created>('CreateChannel', { type });
  const ingest = { video: { targetBitrate: 1_000_000, ...video } };
  const { streamId } = simulator.connectEncoder({ streamKey: streamKey.value, ingest });
  clock.advance(500);
  const breaches = events.filter((event) => event['detail-type'] === 'IVS Limit Breach');
  const { name } = await simulator.call('GetStream', { channelArn: channel.arn }).then(
    () => ({ name: 'live' }),
    (error: Error) => error,
  );
  expect(name).toBe(breaches.length > 0 ? 'ChannelNotBroadcasting' : 'live');
  return { details: breaches.map(({ detail }) => detail), breaches, channel, streamId };
}

const size = (videoWidth: number, videoHeight: number, targetBitrate?: number) => ({
  ...{ videoWidth, videoHeight },
  ...(targetBitrate !== undefined && { targetBitrate }),
});
const bitrate = (limit_value: number, exceeded_by: number) => ({
  limit_name: 'Ingest Bitrate',
  limit_unit: 'bits per second',
  ...{ limit_value, exceeded_by },
});
const pixels = (limit_unit: string, limit_value: number, exceeded_by: number) => ({
  limit_name: 'Ingest Resolution',
  ...{ limit_unit, limit_value, exceeded_by },
});

describe('the bitrate of a BASIC channel', () => {
  test.each([
    ['480p', 854, 480, 3_000_000, bitrate(1_500_000, 1_500_000)],
    ['480p', 854, 480, 1_500_001, bitrate(1_500_000, 1)],
    ['480p at the limit', 854, 480, 1_500_000, undefined],
    ['480p upright', 480, 854, 3_000_000, bitrate(1_500_000, 1_500_000)],
    ['360p', 640, 360, 1_600_000, bitrate(1_500_000, 100_000)],
    ['one line over 480p', 854, 481, 3_000_000, undefined],
    ['576p', 720, 576, 3_500_000, undefined],
    ['720p', 1_280, 720, 3_500_000, undefined],
    ['720p', 1_280, 720, 3_500_001, bitrate(3_500_000, 1)],
    ['1080p upright', 1_080, 1_920, 3_600_000, bitrate(3_500_000, 100_000)],
  ])('with %s (%i x %i) at %i bit/s', async (_name, width, height, bits, expected) => {
    const { details } = await breachesOf('BASIC', size(width, height, bits));
    expect(details).toMatchObject(expected ? [expected] : []);
  });
});

test.each(['STANDARD', 'ADVANCED_SD', 'ADVANCED_HD'])(
  'a channel of type %s allows 8.5 Mbit/s at every size',
  async (type) => {
    const allowed = await breachesOf(type, size(854, 480, 8_500_000));
    expect(allowed.details).toEqual([]);
    const { details } = await breachesOf(type, size(854, 480, 8_500_001));
    expect(details).toMatchObject([bitrate(8_500_000, 1)]);
  },
);

describe.each(['BASIC', 'STANDARD', 'ADVANCED_SD', 'ADVANCED_HD'])(
  'the resolution of a channel of type %s',
  (type) => {
    test.each([
      ['1080p', 1_920, 1_080, undefined],
      ['1080p upright', 1_080, 1_920, undefined],
      ['wide, few pixels', 2_560, 720, pixels('pixels per edge', 1_920, 640)],
      ['high, few pixels', 720, 2_560, pixels('pixels per edge', 1_920, 640)],
      ['square, many pixels', 1_500, 1_500, pixels('total pixels', 2_073_600, 176_400)],
      ['1440p breaches both', 2_560, 1_440, pixels('total pixels', 2_073_600, 1_612_800)],
    ])('%s (%i x %i)', async (_name, width, height, expected) => {
      const { details } = await breachesOf(type, size(width, height));
      expect(details).toMatchObject(expected ? [expected] : []);
    });
  },
);

test('one event for each limit', async () => {
  const { details } = await breachesOf('BASIC', size(3_840, 2_160, 4_000_000));
  expect(details.map((detail) => detail.limit_name)).toEqual([
    'Ingest Bitrate',
    'Ingest Resolution',
  ]);
});

describe('the form of IVS Limit Breach', () => {
  const wide = size(2_560, 720);
  const limit = { limit_value: 1_920, exceeded_by: 640, limit_unit: 'pixels per edge' };

  test('is that of the user guide by default', async () => {
    const { details, breaches, channel, streamId } = await breachesOf('STANDARD', wide);
    const named = { limit_name: 'Ingest Resolution', channel_name: '', stream_id: streamId };
    expect(details).toEqual([{ ...named, ...limit }]);
    expect(breaches[0]?.resources).toEqual([channel.arn]);
  });

  test('is that of the schema registry with limitBreachForm: limit', async () => {
    const form = { limitBreachForm: 'limit' } as const;
    const { details, breaches, channel } = await breachesOf('STANDARD', wide, form);
    expect(details).toEqual([{ limit: 'Ingest Resolution', ...limit }]);
    expect(breaches[0]?.resources).toEqual([channel.arn]);
  });

  test('is the same for limits of the account', async () => {
    const emitted: IvsEventBridgeEvent[] = [];
    const simulator = createSimulator({
      limitBreachForm: 'limit',
      clock: manualClock(START),
      emit: (event) => emitted.push(event),
      quotas: { resources: { concurrentViewers: 1 } },
    });
    const { channel } = await simulator.call<Created>('CreateChannel');
    simulator.setViewers(channel.arn, 3);
    const breach = { limit_value: 1, exceeded_by: 2, limit_unit: 'viewers' };
    expect(emitted.map(({ detail }) => detail)).toEqual([
      { limit: 'Concurrent Viewers', ...breach },
    ]);
    expect(emitted[0]?.resources).toEqual([]);
  });

  test('another form is refused', () => {
    const options = { limitBreachForm: 'name' } as unknown as SimulatorOptions;
    expect(() => createSimulator(options)).toThrow(/limitBreachForm/);
  });
});
