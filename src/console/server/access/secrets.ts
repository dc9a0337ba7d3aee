import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Compares two texts in a time that does not depend on where they differ. */
export function isSameSecret(expected: string, received: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(received)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What only those know who may use the console. */
export class Secrets {
  readonly #session: string;
  /** The page sends it in the header `x-console-token` with each action. */
  readonly actionToken: string;
  /** In the URL that opens the console. Undefined once it was used. */
  #token: string | undefined;

  constructor(newSecret: () => string, hasToken: boolean) {
    this.#session = newSecret();
    this.actionToken = newSecret();
    if (hasToken) this.#token = newSecret();
  }

  /** @returns the token that opens the console; undefined once it was used */
  get token(): string | undefined {
    return this.#token;
  }

  /** Uses the token up. @returns whether it was right */
  exchange(token: string): boolean {
    if (this.#token === undefined || !isSameSecret(this.#token, token)) return false;
    this.#token = undefined;
    return true;
  }

  /** Whether a request has the cookie of this console. */
  hasSession(request: IncomingMessage): boolean {
    const name = cookieName(request);
    const cookies = (request.headers.cookie ?? '').split(';').map((one) => one.trim());
    return cookies
      .filter((one) => one.startsWith(`${name}=`))
      .some((one) => isSameSecret(this.#session, one.slice(name.length + 1)));
  }

  /** @returns the value of a Set-Cookie header */
  cookieFor(request: IncomingMessage): string {
    return `${cookieName(request)}=${this.#session}; HttpOnly; SameSite=Strict; Path=/console`;
  }
}

/** Cookies do not tell ports apart: two consoles on one machine would replace each other's. */
const cookieName = ({ socket }: IncomingMessage): string =>
  `ivs-autopilot-console-${socket.localPort}`;
