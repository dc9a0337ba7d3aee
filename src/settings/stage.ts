import { quote } from '../platform/errors.ts';
import { editsBetween } from './nearest.ts';

/**
 * The longest name that a stage is part of: `<service>-<stage>-repeatStickyMetadata-start`, a rule. It may have
 * 64 characters: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
const LONGEST_NAME = ['-', '-repeatStickyMetadata-start'];
const LONGEST_RULE_NAME = 64;

/** How many characters the name of a stage may have. */
export const longestStage = (service: string): number =>
  LONGEST_RULE_NAME - service.length - LONGEST_NAME.join('').length;

/** @returns what is wrong with the name of the stage, in one sentence; undefined if nothing is */
export function stageProblem(
  service: string,
  stage: string,
  sections: readonly string[],
): string | undefined {
  const most = longestStage(service);
  if (stage.length > most) {
    const name = LONGEST_NAME.join('<stage>');
    return `stage: expected at most ${most} characters, received ${quote(stage)} (${stage.length} characters). AWS allows ${LONGEST_RULE_NAME} characters for the name of the rule ${service}${name}`;
  }
  return misspeltStage(stage, sections);
}

/**
 * A misspelt stage would be deployed as a new stack with the default settings. A stage counts as misspelt if it has
 * no section in `params`, and another one differs in one letter or in capitals. Stages that differ in a
 * number, such as `test1` and `test2`, are different ones.
 */
function misspeltStage(stage: string, sections: readonly string[]): string | undefined {
  if (sections.includes(stage)) return undefined;
  const meant = sections.find((other) => other !== 'default' && isMisspelling(stage, other));
  if (meant === undefined) return undefined;
  return `stage: ${quote(stage)} has no settings; did you mean ${meant}? If it is a stage of its own, add an empty file stages/${stage}.yml`;
}

function isMisspelling(stage: string, other: string): boolean {
  const [a, b] = [stage, other].map((name) => name.toLowerCase());
  const withoutNumbers = (name = '') => name.replaceAll(/\d+/g, '');
  if (a === b) return true;
  return withoutNumbers(a) !== withoutNumbers(b) && editsBetween(a ?? '', b ?? '') === 1;
}
