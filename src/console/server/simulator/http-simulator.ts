import { HttpError } from '../../../http/respond.ts';
import type { SimulatedChannel, SimulatorState } from '../../protocol/simulator.ts';
import { assetOf } from '../assets.ts';
import type { FindAsset } from '../options.ts';
import type { Simulator, SimulatorAction } from './simulator.ts';

/** As an SDK signs: the stack reads the name of the service only. */
const SIGNED_FOR_IVS = 'AWS4-HMAC-SHA256 Credential=console/20260101/us-west-2/ivs/aws4_request';
const MAX_VIOLATIONS = 100;

interface Channel {
  arn: string;
  name: string;
  tags: Record<string, string>;
  streamKeys: { value: string }[];
}
type Encoder = NonNullable<SimulatedChannel['stream']> & { channelArn: string };
type Report = Pick<SimulatorState, 'violations' | 'requests'>;

/**
 * The simulator at an address, by its routes and the IVS API. The value of a stream key is read for an encoder that connects, and
 * goes nowhere else.
 *
 * @param endpoint of the one-machine stack: `http://127.0.0.1:4566`
 */
export function httpSimulator(endpoint: string): Simulator {
  const send = (method: string, path: string, body?: unknown) =>
    sendTo(endpoint, method, path, body);
  return {
    async state() {
      const [channels, encoders, report, quotas, faults] = await Promise.all([
        send('GET', '/_sim/channels') as Promise<Channel[]>,
        send('GET', '/_sim/encoders') as Promise<Encoder[]>,
        send('GET', '/_sim/report') as Promise<Report>,
        send('PUT', '/_sim/quotas', {}) as Promise<Record<string, unknown>>,
        send('GET', '/_sim/faults'),
      ]);
      const { violations, requests } = report;
      const newest = violations.slice(-MAX_VIOLATIONS).reverse();
      return {
        channels: channels.map((channel) => simulatedChannel(channel, encoders)),
        ...{ faults, quotas, violations: newest, requests },
      };
    },
    act: (action) => act(action, send),
  };
}

function simulatedChannel(
  { arn, name, tags, streamKeys }: Channel,
  encoders: readonly Encoder[],
): SimulatedChannel {
  const encoder = encoders.find(({ channelArn }) => channelArn === arn);
  if (!encoder) return { channelArn: arn, name, tags, hasKey: streamKeys.length > 0 };
  const { channelArn: _, ...stream } = encoder;
  return { channelArn: arn, name, tags, hasKey: streamKeys.length > 0, stream };
}

type Send = (method: string, path: string, body?: unknown) => Promise<unknown>;

async function act(action: SimulatorAction, send: Send): Promise<unknown> {
  switch (action.action) {
    case 'createChannel':
      return createChannel(action.name, action.tags, send);
    case 'connectEncoder':
      return connectEncoder(action.channelArn, send);
    case 'disconnectEncoder':
      return send('DELETE', encoderPath(action.streamId));
    case 'starveEncoder':
      return send('POST', `${encoderPath(action.streamId)}/starve`);
    case 'recoverEncoder':
      return send('POST', `${encoderPath(action.streamId)}/recover`);
    case 'failStream':
      return send('POST', `${encoderPath(action.streamId)}/fail`);
    case 'setViewers':
      return send('PUT', '/_sim/viewers', { channelArn: action.channelArn, count: action.count });
    case 'setFaults':
      return send('PUT', '/_sim/faults', action.faults);
    case 'setQuotas':
      return send('PUT', '/_sim/quotas', action.quotas);
    case 'resetSimulator':
      return send('POST', '/_sim/reset');
  }
}

const encoderPath = (streamId: string): string => `/_sim/encoders/${encodeURIComponent(streamId)}`;

async function createChannel(name: string, tags: Record<string, string>, send: Send) {
  const { channel } = (await send('POST', '/CreateChannel', { name, tags })) as {
    channel: { arn: string };
  };
  return { channelArn: channel.arn };
}

async function connectEncoder(channelArn: string, send: Send) {
  const query = new URLSearchParams({ channelArn });
  const [channel] = (await send('GET', `/_sim/channels?${query}`)) as Channel[];
  if (!channel) throw new HttpError(404, `channelArn: the channel ${channelArn} does not exist`);
  const [key] = channel.streamKeys;
  if (!key) throw new HttpError(409, `${channel.name || channelArn} has no stream key`);
  return send('POST', '/_sim/encoders', { streamKey: key.value });
}

/** @throws HttpError with the message of the simulator, or 502 if it does not answer */
async function sendTo(endpoint: string, method: string, path: string, body?: unknown) {
  const isIvs = !path.startsWith('/_sim/');
  const response = await fetch(endpoint + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(isIvs && {
      headers: { authorization: SIGNED_FOR_IVS, 'content-type': 'application/json' },
    }),
  }).catch((cause: unknown) => {
    throw new HttpError(
      502,
      `nothing is listening on ${endpoint}: start the stack with npm start`,
      {
        cause,
      },
    );
  });
  const text = await response.text();
  const answer = text === '' ? {} : JSON.parse(text);
  if (response.ok) return answer;
  throw new HttpError(response.status, String(Object(answer).message ?? response.statusText));
}

/** The files of the page, and the player, which the stack has. */
export const stackFiles =
  (endpoint: string, files: FindAsset): FindAsset =>
  async (name) => {
    if (name !== 'hls.js') return files(name);
    const response = await fetch(`${endpoint}/console/assets/${name}`);
    return response.ok ? assetOf(name, await response.text()) : undefined;
  };
