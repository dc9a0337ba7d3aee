import { isPlainObject } from '../model/constraints.ts';
import { serviceError } from '../model/service-error.ts';
import type { SimulatedService } from '../simulated-service.ts';
import type { PolicyDocument, PolicyStatement } from '../types/policies.ts';
import { meetsConditions, type RequestContext } from './conditions.ts';
import { statementsOf } from './policy.ts';
import { requiredPermissions } from './resources.ts';
import { matchesWildcards } from './wildcards.ts';

/**
 * Checks that the policy of the caller allows a request on every resource that it acts on. A caller without a
 * policy may do everything.
 *
 * @throws ServiceError AccessDeniedException
 */
export function authorize(
  service: SimulatedService,
  operation: string,
  input: unknown,
  accessKeyId = '*',
): void {
  const { policies } = service;
  const policy = Object.hasOwn(policies, accessKeyId) ? policies[accessKeyId] : policies['*'];
  if (!policy) return;
  for (const { action, resource } of requiredPermissions(operation, input, service)) {
    if (isAllowed(policy, action, resource, contextOf(resource, input, service))) continue;
    const message = `User: ${accessKeyId} is not authorized to perform: ivs:${action}`;
    throw serviceError('AccessDeniedException', `${message} on resource: ${resource}`);
  }
}

/** Decides as IAM does: at least one statement allows the action, and no statement denies it. */
function isAllowed(
  policy: PolicyDocument,
  action: string,
  resource: string,
  context: RequestContext,
): boolean {
  const matching = statementsOf(policy).filter(
    (statement) =>
      coversAction(statement, `ivs:${action}`) &&
      coversResource(statement, resource) &&
      meetsConditions(statement.Condition, context),
  );
  return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
}

function coversAction({ Action, NotAction }: PolicyStatement, action: string): boolean {
  const matches = (pattern: string) =>
    matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
  if (NotAction !== undefined) return ![NotAction].flat().some(matches);
  return [Action ?? []].flat().some(matches);
}

function coversResource({ Resource, NotResource }: PolicyStatement, resource: string): boolean {
  const matches = (pattern: string) => matchesWildcards(pattern, resource);
  if (NotResource !== undefined) return ![NotResource].flat().some(matches);
  return [Resource ?? []].flat().some(matches);
}

/**
 * @returns the values of the condition keys that IVS supports: tags of the resource and of the request,
 *   and the region
 */
function contextOf(
  resource: string,
  input: unknown,
  { resources, settings }: SimulatedService,
): RequestContext {
  const context = new Map([['aws:requestedregion', [settings.region]]]);
  for (const [key, value] of Object.entries(resources.tagsOf(resource) ?? {})) {
    context.set(`aws:resourcetag/${key.toLowerCase()}`, [value]);
  }
  const { tags, tagKeys } = isPlainObject(input) ? input : {};
  const requestTags = isPlainObject(tags) ? Object.entries(tags) : [];
  for (const [key, value] of requestTags) {
    context.set(`aws:requesttag/${key.toLowerCase()}`, [String(value)]);
  }
  const keys = Array.isArray(tagKeys) ? tagKeys.map(String) : requestTags.map(([key]) => key);
  if (keys.length > 0) context.set('aws:tagkeys', keys);
  return context;
}
