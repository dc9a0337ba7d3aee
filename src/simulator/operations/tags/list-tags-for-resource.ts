import { operation } from '../operation.ts';
import { tagsOf } from './tags.ts';

export const listTagsForResource = operation<{ resourceArn: string }>(
  'ListTagsForResource',
  ({ resourceArn }, service) => ({ tags: tagsOf(service, resourceArn) }),
);
