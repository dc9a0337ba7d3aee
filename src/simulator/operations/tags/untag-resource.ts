import { operation } from '../operation.ts';
import { tagsOf } from './tags.ts';

interface UntagResourceRequest {
  resourceArn: string;
  tagKeys: string[];
}

/** Keys that the resource does not have are ignored. */
export const untagResource = operation<UntagResourceRequest>('UntagResource', (input, service) => {
  const { resourceArn, tagKeys } = input;
  const gone = new Set(tagKeys);
  const left = Object.entries(tagsOf(service, resourceArn)).filter(([key]) => !gone.has(key));
  service.resources.setTags(resourceArn, Object.fromEntries(left));
});
