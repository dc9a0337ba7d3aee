import { serviceError } from '../../model/service-error.ts';
import type { Tags } from '../../state/resources.ts';
import { operation, reportBreach } from '../operation.ts';
import { refuseReservedTags, tagsOf } from './tags.ts';

interface Input {
  resourceArn: string;
  tags: Tags;
}

export const tagResource = operation<Input>('TagResource', ({ resourceArn, tags }, world) => {
  refuseReservedTags(tags);
  const all = { ...tagsOf(world, resourceArn), ...tags };
  const limit = world.quotas.resources.tagsPerResource;
  if (Object.keys(all).length > limit) {
    reportBreach(world, `${limit} tagsPerResource`, 'TagResource', resourceArn);
    const message = `Value at 'tags' failed to satisfy constraint: Resource must have at most ${limit} tags`;
    throw serviceError('ValidationException', `1 validation error detected: ${message}`);
  }
  world.state.setTags(resourceArn, all);
});
