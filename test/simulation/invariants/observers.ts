import { changesAreAudited } from './audit.ts';
import { metadataKeepsToItsRates } from './call-rates.ts';
import { deletionsAreWanted } from './deletions.ts';
import { channelsHaveKeys } from './keys.ts';
import { everythingEnds } from './liveness.ts';
import type { Observer, ObserverTools } from './observer.ts';
import { factsAreTold } from './own-events.ts';
import { keyValuesStaySecret } from './secrets.ts';
import { sessionsAreTrue } from './sessions.ts';
import { tellStory } from './storyteller.ts';

/** Everything that is checked. */
export function observers(tools: ObserverTools): Observer[] {
  const { checks, simulator } = tools;
  return [
    tellStory(tools),
    deletionsAreWanted(tools),
    channelsHaveKeys(tools),
    changesAreAudited(tools),
    keyValuesStaySecret(checks),
    metadataKeepsToItsRates(checks, simulator),
    sessionsAreTrue(tools),
    factsAreTold(tools),
    everythingEnds(tools),
  ];
}
