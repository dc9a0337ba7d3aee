import { formatArn, type ResourceType } from '../../ivs/arn.ts';
import { isPlainObject } from '../model/constraints.ts';
import type { SimulatedService } from '../simulated-service.ts';

/**
 * The types of resources that an operation is authorised on, each of them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoninteractivevideoservice.html
 */
const RESOURCE_TYPES: Record<string, ResourceType[]> = {
  CreateChannel: ['channel', 'stream-key'],
  DeleteChannel: ['channel', 'stream-key'],
  ListStreamKeys: ['channel', 'stream-key'],
  CreateStreamKey: ['stream-key'],
};
const TYPES_BY_OPERATION_NAME: [RegExp, ResourceType][] = [
  [/StreamKey/, 'stream-key'],
  [/PlaybackKeyPair/, 'playback-key'],
  [/RecordingConfiguration/, 'recording-configuration'],
  [/PlaybackRestrictionPolic/, 'playback-restriction-policy'],
  [/AdConfiguration/, 'ad-configuration'],
];

/** What must be allowed: an action, without its prefix, on a resource. */
export interface RequiredPermission {
  action: string;
  resource: string;
}

/**
 * All that a request needs. What creates a resource with tags needs TagResource on it as well: the
 * reference does not say so, but CloudFormation's own handlers of IVS ask for it.
 */
export function requiredPermissions(
  operation: string,
  input: unknown,
  service: SimulatedService,
): RequiredPermission[] {
  const own = resourcesOf(operation, input, service);
  const demands = own.map((resource) => ({ action: operation, resource }));
  if (!createsWithTags(operation, input)) return demands;
  return [
    ...demands,
    { action: 'TagResource', resource: anyResourceArn(typeOf(operation), service) },
  ];
}

function createsWithTags(operation: string, input: unknown): boolean {
  if (!/^(Create|Import)/.test(operation) || !isPlainObject(input)) return false;
  return isPlainObject(input.tags) && Object.keys(input.tags).length > 0;
}

/**
 * The ARNs that a request is authorised on: those it names, and for what it does not name yet (a
 * new resource, a list) the ARN of any resource of that type.
 */
function resourcesOf(operation: string, input: unknown, service: SimulatedService): string[] {
  const named = arnsIn(input);
  if (/^(Tag|Untag|ListTagsFor)Resource$/.test(operation)) return named;
  const types = RESOURCE_TYPES[operation] ?? [typeOf(operation)];
  return types.flatMap((type) => {
    const own = named.filter((arn) => arn.includes(`:${type}/`));
    if (own.length > 0) return own;
    const ofChannel = type === 'stream-key' && operation === 'DeleteChannel';
    return ofChannel ? streamKeyArns(named, service) : [anyResourceArn(type, service)];
  });
}

function typeOf(operation: string): ResourceType {
  return TYPES_BY_OPERATION_NAME.find(([pattern]) => pattern.test(operation))?.[1] ?? 'channel';
}

const anyResourceArn = (
  type: ResourceType,
  { settings: { region, account } }: SimulatedService,
): string => formatArn({ region, account, type, id: '*' });

function streamKeyArns(channelArns: string[], { resources }: SimulatedService): string[] {
  return channelArns.flatMap((arn) => resources.streamKeys.ofChannel(arn)).map(({ arn }) => arn);
}

/** What the request acts on. ARNs that it only refers to, as a channel to its policy, are not. */
function arnsIn(input: unknown): string[] {
  if (!isPlainObject(input)) return [];
  const { arn, arns, channelArn, resourceArn, viewerSessions } = input;
  const sessions = Array.isArray(viewerSessions) ? viewerSessions : [];
  const candidates = [arn, arns, channelArn, resourceArn, sessions.map((one) => one?.channelArn)];
  return candidates.flat().filter((value) => typeof value === 'string');
}
