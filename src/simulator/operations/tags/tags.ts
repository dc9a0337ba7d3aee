import { notFound, serviceError } from '../../model/service-error.ts';
import type { SimulatedService } from '../../simulated-service.ts';
import type { ResourceTags } from '../../state/resources.ts';

/** @throws ServiceError ValidationException for a tag key that begins with `aws:` */
export function refuseReservedTags(tags: ResourceTags = {}): void {
  const reserved = Object.keys(tags).find((key) => /^aws:/i.test(key));
  if (reserved === undefined) return;
  const message = `Value at 'tags' failed to satisfy constraint: Tag key '${reserved}' must not begin with aws:`;
  throw serviceError('ValidationException', `1 validation error detected: ${message}`);
}

/** @throws ServiceError ResourceNotFoundException */
export function tagsOf({ resources }: SimulatedService, arn: string): ResourceTags {
  const tags = resources.tagsOf(arn);
  if (!tags) throw notFound(arn);
  return tags;
}
