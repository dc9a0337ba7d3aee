/** The account and region of the one-machine stack. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-west-2';

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

export const functionArn = (fullName: string): string => arn('lambda', `function:${fullName}`);
export const queueArn = (name: string): string => arn('sqs', name);
export const tableArn = (name: string): string => arn('dynamodb', `table/${name}`);
export const busArn = (name: string): string => arn('events', `event-bus/${name}`);
export const secretArn = (name: string): string => arn('secretsmanager', `secret:${name}`);
/** Rules of the default bus have no bus name in their ARN. */
export const ruleArn = (name: string, bus: string): string =>
  arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`);
export const connectionArn = (name: string, id: string): string =>
  arn('events', `connection/${name}/${id}`);
export const apiDestinationArn = (name: string, id: string): string =>
  arn('events', `api-destination/${name}/${id}`);

/**
 * The access key id with which a function signs its requests. Every function has its own, so that the
 * simulator can enforce the policy of each.
 *
 * @param name the function's name in serverless.yml
 */
export const functionAccessKey = (name: string): string => `role-${name}`;

/** @returns the last part of an ARN: the name of a queue, function or bus. A plain name is returned unchanged. */
export function nameInArn(text: string): string {
  return text.split(/[:/]/).at(-1) ?? text;
}
