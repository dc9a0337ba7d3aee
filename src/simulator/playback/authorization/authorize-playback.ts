import type { SimulatedService } from '../../simulated-service.ts';
import type { Channel, PlaybackRestrictionPolicy } from '../../state/resources.ts';
import type { PlaybackSession } from '../session-tokens.ts';
import { type OriginRule, originProblem } from './origins.ts';
import { checkToken, type PlaybackGrant, type TokenResult } from './token.ts';

/** What a request of a player says about its viewer. */
export interface ViewerRequest {
  /** The query parameter `token`. */
  token: string | undefined;
  /** The Origin header. */
  origin: string | undefined;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

const ANYWHERE: OriginRule = { origins: [], isStrict: false };

/**
 * Decides whether a viewer may begin to watch: the playback token of a private channel, and the channel's playback
 * restriction policy.
 *
 * @returns what the token allows, which is nothing special for a public channel, or why the request is refused
 */
export function authorizeStart(
  service: SimulatedService,
  channel: Channel,
  request: ViewerRequest,
): TokenResult {
  const policy = policyOf(service, channel);
  const problem = policyProblem(policy, request) ?? originProblem(ruleOf(policy), request.origin);
  if (problem !== undefined) return { problem };
  if (!channel.authorized) return { grant: { origins: ANYWHERE } };
  const keys = [...service.resources.publicKeys.values()];
  const context = { channelArn: channel.arn, keys, now: service.now() };
  const result = checkToken(request.token, context);
  if ('problem' in result) return result;
  const { origins, viewer } = result.grant;
  const originRefusal = originProblem(origins, request.origin);
  if (originRefusal !== undefined) return { problem: originRefusal };
  const isRevoked = viewer && service.viewerAccess.isRevoked(channel.arn, viewer);
  return isRevoked ? { problem: revoked(viewer) } : result;
}

/**
 * Lets a viewer begin to watch. A token for single use is used up by that.
 *
 * @param lines the smaller side of the picture, if it is known
 * @returns why the request is refused nevertheless; undefined if it is not
 */
export function useGrant(
  { viewerAccess, now }: SimulatedService,
  { maxLines, singleUse }: PlaybackGrant,
  lines: number | undefined,
): string | undefined {
  if (maxLines !== undefined && lines !== undefined && lines > maxLines) {
    return `aws:maximum-resolution: the only rendition has ${lines} lines, more than ${maxLines}`;
  }
  const isUsed = singleUse && !viewerAccess.use(singleUse, now());
  return isUsed ? 'aws:single-use-uuid: the token was used before' : undefined;
}

/** @returns what the later requests of the viewer are checked for */
export const sessionOf = ({
  viewer,
  origins,
}: PlaybackGrant): Omit<PlaybackSession, 'id' | 'channelArn'> => ({
  ...(viewer && { viewer }),
  ...(origins.isStrict && { origins }),
});

/** @returns why a later request of a viewer, for a media playlist or a segment, is refused; undefined if it is not */
export function continuationProblem(
  service: SimulatedService,
  channel: Channel,
  { viewer, origins }: PlaybackSession,
  origin: string | undefined,
): string | undefined {
  if (viewer && service.viewerAccess.isRevoked(channel.arn, viewer)) return revoked(viewer);
  const rules = [ruleOf(policyOf(service, channel)), origins ?? ANYWHERE];
  const strict = rules.filter(({ isStrict }) => isStrict);
  return strict.map((rule) => originProblem(rule, origin)).find((one) => one !== undefined);
}

function policyProblem(
  policy: PlaybackRestrictionPolicy | undefined,
  { country }: ViewerRequest,
): string | undefined {
  const countries = policy?.allowedCountries ?? [];
  if (countries.length === 0 || countries.includes(country)) return undefined;
  return `country: expected ${countries.join(' or ')}, received ${country}`;
}

const policyOf = (
  { resources }: SimulatedService,
  { playbackRestrictionPolicyArn }: Channel,
): PlaybackRestrictionPolicy | undefined =>
  resources.playbackRestrictionPolicies.get(playbackRestrictionPolicyArn);

const ruleOf = (policy: PlaybackRestrictionPolicy | undefined): OriginRule =>
  policy
    ? { origins: policy.allowedOrigins, isStrict: policy.enableStrictOriginEnforcement }
    : ANYWHERE;

const revoked = ({ version }: { version: number }): string =>
  `aws:viewer-session-version: version ${version} of the viewer session is revoked`;
