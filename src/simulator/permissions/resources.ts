import { formatArn, type ResourceType } from '../../ivs/arn.ts';
import { isPlainObject } from '../model/constraints.ts';
import type { SimulatedService } from '../simulated-service.ts';

/**
 * Operations that must be allowed on other resource types than the one in their name, or on several.
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

/** An action that must be allowed on a resource. */
export interface RequiredPermission {
  /** Without the prefix `ivs:`. */
  action: string;
  /** An ARN. */
  resource: string;
}

/**
 * @returns all permissions that a request needs. A request that creates a resource with tags also needs
 *   TagResource: the reference does not say so, but CloudFormation's resource handlers of IVS require it.
 */
export function requiredPermissions(
  operation: string,
  input: unknown,
  service: SimulatedService,
): RequiredPermission[] {
  const own = resourcesOf(operation, input, service);
  const permissions = own.map((resource) => ({ action: operation, resource }));
  if (!createsWithTags(operation, input)) return permissions;
  return [
    ...permissions,
    { action: 'TagResource', resource: anyResourceArn(typeOf(operation), service) },
  ];
}

function createsWithTags(operation: string, input: unknown): boolean {
  if (!/^(Create|Import)/.test(operation) || !isPlainObject(input)) return false;
  return isPlainObject(input.tags) && Object.keys(input.tags).length > 0;
}

/**
 * @returns the ARNs that a request must be allowed on: those that it names. For a resource that it cannot name
 *   (a new one, or those of a list), the ARN of any resource of that type.
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

/**
 * @returns the ARNs of the resources that a request acts on, without ARNs that it only refers to, such as the
 *   recording configuration of a new channel
 */
function arnsIn(input: unknown): string[] {
  if (!isPlainObject(input)) return [];
  const { arn, arns, channelArn, resourceArn, viewerSessions } = input;
  const sessions = Array.isArray(viewerSessions) ? viewerSessions : [];
  const candidates = [arn, arns, channelArn, resourceArn, sessions.map((one) => one?.channelArn)];
  return candidates.flat().filter((value) => typeof value === 'string');
}
