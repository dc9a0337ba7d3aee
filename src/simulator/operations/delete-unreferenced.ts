import type { ResourceStore } from '../state/resource-store.ts';
import { type IvsOperation, operation } from './operation.ts';
import { type ReferenceMember, requireUnused } from './references.ts';
import { requireResource } from './require-resource.ts';

type Referenced = 'adConfigurations' | 'playbackRestrictionPolicies' | 'recordingConfigurations';

/**
 * Creates an operation that deletes a resource to which no channel refers.
 *
 * @param type the collection of the resource
 * @param member the member of a channel that refers to such a resource
 */
export function deleteUnreferenced(
  name: string,
  type: Referenced & keyof ResourceStore,
  member: ReferenceMember,
): IvsOperation {
  return operation<{ arn: string }>(name, ({ arn }, service) => {
    const collection = service.resources[type];
    requireResource<unknown>(collection, arn);
    requireUnused(service, member, arn);
    collection.delete(arn);
    return undefined;
  });
}
