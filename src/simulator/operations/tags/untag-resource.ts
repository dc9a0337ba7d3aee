import { operation } from '../operation.ts';
import { tagsOf } from './tags.ts';

interface UntagResourceRequest {
  resourceArn: string;
  tagKeys: string[];
}

/** Ignores tag keys that the resource does not have. */
export const untagResource = operation<UntagResourceRequest>('UntagResource', (input, service) => {
  const { resourceArn, tagKeys } = input;
  const removed = new Set(tagKeys);
  const remaining = Object.entries(tagsOf(service, resourceArn)).filter(
    ([key]) => !removed.has(key),
  );
  service.resources.setTags(resourceArn, Object.fromEntries(remaining));
});
