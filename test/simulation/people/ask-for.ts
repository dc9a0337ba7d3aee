import type { Surroundings } from './surroundings.ts';

export interface Invocation {
  who: string;
  /** The name of the function in serverless.yml. */
  name: string;
  input: unknown;
  channelArn?: string | undefined;
}

/** Invokes a function, as people do. They see errors, and go on. @returns undefined after an error */
export async function askFor(
  { cloud, story }: Pick<Surroundings, 'cloud' | 'story'>,
  { who, name, input, channelArn }: Invocation,
): Promise<unknown> {
  const payload = JSON.stringify(input);
  story.tell(who, `invokes ${name} with ${payload}`, channelArn);
  const outcome = await cloud.functions.invoke(name, payload);
  if ('payload' in outcome) return JSON.parse(outcome.payload);
  const { errorType, errorMessage } = outcome.error;
  story.tell(who, `gets ${errorType}: ${errorMessage}`, channelArn);
  return undefined;
}
