import { REFUSALS, type Refusal } from './expected.ts';
import type { Sample } from './samples.ts';

/** Events that match no rule are sent to the functions that handle IVS events. */
const IVS_EVENT_FUNCTIONS = ['recordSessionEvent', 'markChannel'];

/** A sample event for one function. */
export interface Run extends Sample {
  /** The function's name in serverless.yml. */
  name: string;
  /** How the function handles the event, if the event is bad. */
  refusal: Refusal | undefined;
}

export function runs(samples: readonly Sample[]): Run[] {
  return samples.flatMap((sample) =>
    (sample.functions.length > 0 ? sample.functions : IVS_EVENT_FUNCTIONS).map((name) => ({
      ...sample,
      name,
      refusal: REFUSALS[sample.file]?.[name],
    })),
  );
}
