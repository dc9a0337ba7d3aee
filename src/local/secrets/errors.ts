/** An answer of Secrets Manager that is no success. Never quotes a value. */
export class SecretsError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export const invalid = (message: string): SecretsError =>
  new SecretsError('InvalidParameterException', message);
