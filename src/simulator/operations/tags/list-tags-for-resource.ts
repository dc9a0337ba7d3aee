import { operation } from '../operation.ts';
import { tagsOf } from './tags.ts';

export const listTagsForResource = operation<{ resourceArn: string }>(
  'ListTagsForResource',
  ({ resourceArn }, world) => ({ tags: tagsOf(world, resourceArn) }),
);
