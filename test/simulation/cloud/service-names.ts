/** The services that functions call. */
export const SERVICES = ['dynamodb', 'events', 'ivs', 'lambda', 'secretsmanager', 'sqs'] as const;
export type Service = (typeof SERVICES)[number];
