import { AwsError } from '../aws-json.ts';

/** An error response of Secrets Manager. It never quotes a value. */
export class SecretsError extends AwsError {
  constructor(type: string, message: string) {
    super(type, message, { 'x-amzn-errortype': type });
  }
}

export const invalid = (message: string): SecretsError =>
  new SecretsError('InvalidParameterException', message);

export const exists = (what: string): SecretsError =>
  new SecretsError('ResourceExistsException', `The operation failed because ${what}`);

export const notFound = (what: string): SecretsError =>
  new SecretsError('ResourceNotFoundException', `Secrets Manager can't find the ${what}.`);
