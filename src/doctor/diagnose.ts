import type { Check } from './check.ts';
import {
  functionsCheck,
  modesCheck,
  stagesCheck,
  versionCheck,
  wiringCheck,
} from './checks/deployment.ts';
import { backupsCheck, clockCheck, eventsCheck, ivsCheck, tableCheck } from './checks/services.ts';
import { eventSourcesCheck, rulesCheck, schedulesCheck } from './checks/triggers.ts';
import {
  cleanupCheck,
  deadLettersCheck,
  keysCheck,
  queuesCheck,
  retriesCheck,
} from './checks/work.ts';
import type { Facts } from './facts.ts';

/** In the order in which one looks: what is deployed, whether it runs, what waits for an operator. */
const CHECKS: readonly ((facts: Facts) => Check)[] = [
  ...[functionsCheck, versionCheck, wiringCheck, modesCheck, stagesCheck],
  ...[rulesCheck, eventSourcesCheck, queuesCheck, schedulesCheck],
  ...[tableCheck, backupsCheck, ivsCheck, eventsCheck, clockCheck],
  ...[retriesCheck, deadLettersCheck, cleanupCheck, keysCheck],
];

/** Decides all checks. */
export const diagnose = (facts: Facts): Check[] => CHECKS.map((check) => check(facts));
