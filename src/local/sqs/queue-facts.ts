/** What SQS knows of a queue besides its messages and the attributes that the stack uses. */
export interface QueueFacts {
  /** ms since the epoch; so is `modifiedAt` */
  createdAt: number;
  modifiedAt: number;
  /** Attributes that have no effect on one machine, such as `Policy`. GetQueueAttributes answers them. */
  attributes: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
}

export const newFacts = (
  now: number,
  { attributes = {}, tags = {} }: Partial<Pick<QueueFacts, 'attributes' | 'tags'>> = {},
): QueueFacts => ({ createdAt: now, modifiedAt: now, attributes, tags });
