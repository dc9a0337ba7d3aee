import { type SessionId, sessionIdText } from '../session-id.ts';

/** The young streams of which one Lambda instance knows that their ingest is recorded, so that it does not read it again. */
export class KnownIngest {
  #ids = new Set<string>();

  has(id: SessionId): boolean {
    return this.#ids.has(sessionIdText(id));
  }

  add(id: SessionId): void {
    this.#ids.add(sessionIdText(id));
  }

  /** Forgets all others, so that memory does not grow. */
  keep(ids: readonly SessionId[]): void {
    this.#ids = new Set(ids.map(sessionIdText));
  }
}
