import { answersAreTrue } from './answers.ts';
import { changesAreAudited } from './audit.ts';
import { callRatesHold } from './call-rates.ts';
import { deadLettersAreKept } from './dead-letters.ts';
import { deletionsAreWanted } from './deletions.ts';
import { rotationsAreFinished } from './finished-rotations.ts';
import { keysAreStored } from './key-secrets.ts';
import { channelsHaveKeys } from './keys.ts';
import { leasesHaveOneHolder } from './leases.ts';
import { limitsHold } from './limits.ts';
import { everythingEnds } from './liveness.ts';
import { metadataIsDelivered } from './metadata.ts';
import type { Observer, ObserverTools } from './observer.ts';
import { overviewIsTrue } from './overview.ts';
import { factsAreTold } from './own-events.ts';
import { protectedKeysStay } from './protected-keys.ts';
import { recordingsAreKept } from './recordings.ts';
import { revocationsEnd } from './revocations.ts';
import { rotationsAreDue } from './rotations.ts';
import { keyValuesStaySecret } from './secrets.ts';
import { sessionsAreTrue } from './sessions.ts';
import { tellStory } from './storyteller.ts';
import { viewersReachTheirPeak } from './viewers.ts';

/** Everything that is checked. */
export function observers(tools: ObserverTools): Observer[] {
  const { checks } = tools;
  return [
    tellStory(tools),
    deletionsAreWanted(tools),
    recordingsAreKept(tools),
    protectedKeysStay(tools),
    limitsHold(tools),
    rotationsAreDue(tools),
    rotationsAreFinished(tools),
    channelsHaveKeys(tools),
    keysAreStored(tools),
    revocationsEnd(tools),
    changesAreAudited(tools),
    keyValuesStaySecret(checks),
    callRatesHold(tools),
    leasesHaveOneHolder(tools),
    deadLettersAreKept(tools),
    metadataIsDelivered(tools),
    sessionsAreTrue(tools),
    answersAreTrue(tools),
    viewersReachTheirPeak(tools),
    overviewIsTrue(tools),
    factsAreTold(tools),
    everythingEnds(tools),
  ];
}
