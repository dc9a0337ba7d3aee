import { operation } from '../operation.ts';
import { tagsOf } from './tags.ts';

interface Input {
  resourceArn: string;
  tagKeys: string[];
}

/** Keys that the resource does not have are ignored. */
export const untagResource = operation<Input>('UntagResource', (input, world) => {
  const { resourceArn, tagKeys } = input;
  const gone = new Set(tagKeys);
  const left = Object.entries(tagsOf(world, resourceArn)).filter(([key]) => !gone.has(key));
  world.state.setTags(resourceArn, Object.fromEntries(left));
});
