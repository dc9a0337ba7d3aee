import { notFound } from '../model/service-error.ts';

/** @throws ServiceError ResourceNotFoundException */
export function find<T>(home: { get(arn: string): T | undefined }, arn: string): T {
  const resource = home.get(arn);
  if (resource === undefined) throw notFound(arn);
  return resource;
}
