export interface Mutation {
  name: string;
  file: string;
  /** A text that is in the file exactly once. */
  before: string;
  after: string;
}

export const MUTATIONS: readonly Mutation[];
