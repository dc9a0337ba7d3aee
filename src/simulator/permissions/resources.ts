import { formatArn, type ResourceType } from '../../ivs/arn.ts';
import { isPlainObject } from '../model/constraints.ts';
import type { World } from '../world.ts';

/**
 * The types of resources that an operation is authorised on, each of them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoninteractivevideoservice.html
 */
const TYPES: Record<string, ResourceType[]> = {
  CreateChannel: ['channel', 'stream-key'],
  DeleteChannel: ['channel', 'stream-key'],
  ListStreamKeys: ['channel', 'stream-key'],
  CreateStreamKey: ['stream-key'],
};
const BY_NAME: [RegExp, ResourceType][] = [
  [/StreamKey/, 'stream-key'],
  [/PlaybackKeyPair/, 'playback-key'],
  [/RecordingConfiguration/, 'recording-configuration'],
  [/PlaybackRestrictionPolic/, 'playback-restriction-policy'],
  [/AdConfiguration/, 'ad-configuration'],
];

/** What must be allowed: an action, without its prefix, on a resource. */
export interface Demand {
  action: string;
  resource: string;
}

/**
 * All that a request needs. What creates a resource with tags needs TagResource on it as well: the
 * reference does not say so, but CloudFormation's own handlers of IVS ask for it.
 */
export function demandsOf(operation: string, input: unknown, world: World): Demand[] {
  const own = resourcesOf(operation, input, world);
  const demands = own.map((resource) => ({ action: operation, resource }));
  if (!createsWithTags(operation, input)) return demands;
  return [...demands, { action: 'TagResource', resource: anyOf(typeOf(operation), world) }];
}

function createsWithTags(operation: string, input: unknown): boolean {
  if (!/^(Create|Import)/.test(operation) || !isPlainObject(input)) return false;
  return isPlainObject(input.tags) && Object.keys(input.tags).length > 0;
}

/**
 * The ARNs that a request is authorised on: those it names, and for what it does not name yet (a
 * new resource, a list) the ARN of any resource of that type.
 */
function resourcesOf(operation: string, input: unknown, world: World): string[] {
  const named = namedIn(input);
  if (/^(Tag|Untag|ListTagsFor)Resource$/.test(operation)) return named;
  const types = TYPES[operation] ?? [typeOf(operation)];
  return types.flatMap((type) => {
    const own = named.filter((arn) => arn.includes(`:${type}/`));
    if (own.length > 0) return own;
    const ofChannel = type === 'stream-key' && operation === 'DeleteChannel';
    return ofChannel ? keysOf(named, world) : [anyOf(type, world)];
  });
}

function typeOf(operation: string): ResourceType {
  return BY_NAME.find(([pattern]) => pattern.test(operation))?.[1] ?? 'channel';
}

const anyOf = (type: ResourceType, { settings: { region, account } }: World): string =>
  formatArn({ region, account, type, id: '*' });

function keysOf(channelArns: string[], { state }: World): string[] {
  return channelArns.flatMap((arn) => state.streamKeys.ofChannel(arn)).map(({ arn }) => arn);
}

/** What the request acts on. ARNs that it only refers to, as a channel to its policy, are not. */
function namedIn(input: unknown): string[] {
  if (!isPlainObject(input)) return [];
  const { arn, arns, channelArn, resourceArn, viewerSessions } = input;
  const sessions = Array.isArray(viewerSessions) ? viewerSessions : [];
  const candidates = [arn, arns, channelArn, resourceArn, sessions.map((one) => one?.channelArn)];
  return candidates.flat().filter((value) => typeof value === 'string');
}
