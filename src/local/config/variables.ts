const VARIABLE = String.raw`(?:(?:self|opt|param):[\w.-]*|sls:stage|file\((?:resources|scripts)/[\w-]+\.\w+\)(?::\w+)?)`;
/** Variables that the framework resolves from its command line and from `INPUTS`, with their defaults. */
const FROM_INPUTS = new RegExp(String.raw`^\$\{${VARIABLE}(?:,\s*(?:${VARIABLE}|'[^']*'))*\}$`);
/** CloudFormation's own: `${AWS::Region}`, `${Table.Arn}`. */
const CLOUDFORMATION = /^\$\{[A-Z][\w.:]*\}$/;

/**
 * Whether all variables (`${…}`) of a configuration file have values that come from files in the
 * project, or that the framework leaves to CloudFormation.
 *
 * @param text of serverless.yml, or of a file that it includes
 * @returns false also for a variable within a variable, which is not looked into
 */
export function isSelfContained(text: string): boolean {
  const variables = text.match(/\$\{[^}]*\}/g) ?? [];
  return variables.every((one) => FROM_INPUTS.test(one) || CLOUDFORMATION.test(one));
}
