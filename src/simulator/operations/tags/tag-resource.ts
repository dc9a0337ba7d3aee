import { serviceError } from '../../model/service-error.ts';
import type { ResourceTags } from '../../state/resources.ts';
import { operation, reportViolation } from '../operation.ts';
import { refuseReservedTags, tagsOf } from './tags.ts';

interface TagResourceRequest {
  resourceArn: string;
  tags: ResourceTags;
}

export const tagResource = operation<TagResourceRequest>(
  'TagResource',
  ({ resourceArn, tags }, service) => {
    refuseReservedTags(tags);
    const all = { ...tagsOf(service, resourceArn), ...tags };
    const limit = service.quotas.resources.tagsPerResource;
    if (Object.keys(all).length > limit) {
      reportViolation(service, `${limit} tagsPerResource`, 'TagResource', resourceArn);
      const message = `Value at 'tags' failed to satisfy constraint: Resource must have at most ${limit} tags`;
      throw serviceError('ValidationException', `1 validation error detected: ${message}`);
    }
    service.resources.setTags(resourceArn, all);
  },
);
