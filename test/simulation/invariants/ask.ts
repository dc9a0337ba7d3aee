import type { ObserverTools } from './observer.ts';

const SECOND = 1_000;

/**
 * Asks a function, while time passes.
 *
 * @returns its answer; an empty one if it failed
 */
export async function ask<Answer extends object>(
  { cloud, timeline }: Pick<ObserverTools, 'cloud' | 'timeline'>,
  functionName: string,
  question: object,
): Promise<Partial<Answer>> {
  const asked = cloud.functions.invoke(functionName, JSON.stringify(question));
  let outcome: Awaited<typeof asked> | undefined;
  asked.then((ended) => {
    outcome = ended;
  });
  while (!outcome) await timeline.run(timeline.now() + SECOND);
  return 'payload' in outcome ? JSON.parse(outcome.payload) : {};
}
