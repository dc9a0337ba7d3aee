import { createHmac } from 'node:crypto';
import { serviceError } from '../model/service-error.ts';

/** The list that a page token belongs to: its operation and its filters. */
export interface TokenScope {
  operation: string;
  filters: unknown;
}

const SIGNATURE_CHARACTERS = 16;

/**
 * Makes and reads page tokens. A token is opaque, and is refused for another operation or other filters.
 */
export class PageTokens {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  issue(scope: TokenScope, position: number): string {
    return Buffer.from(`${position}.${this.#sign(scope, position)}`).toString('base64url');
  }

  /**
   * @returns the position in the token; 0 without a token
   * @throws ServiceError ValidationException for a token that was not issued for this scope
   */
  read(scope: TokenScope, token: string | undefined): number {
    if (token === undefined || token === '') return 0;
    const text = Buffer.from(token, 'base64url').toString();
    const position = Number(/^(\d{1,15})\./.exec(text)?.[1]);
    if (this.issue(scope, position) === token) return position;
    throw serviceError('ValidationException', "Value at 'nextToken' is not a valid token");
  }

  #sign({ operation, filters }: TokenScope, position: number): string {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([operation, filters, position]))
      .digest('base64url')
      .slice(0, SIGNATURE_CHARACTERS);
  }
}
