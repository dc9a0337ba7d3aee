import { notFound } from '../model/service-error.ts';

/** @throws ServiceError ResourceNotFoundException */
export function requireResource<T>(
  collection: { get(arn: string): T | undefined },
  arn: string,
): T {
  const resource = collection.get(arn);
  if (resource === undefined) throw notFound(arn);
  return resource;
}
