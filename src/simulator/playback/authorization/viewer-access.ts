/** Which viewer sessions are revoked, and which single-use tokens are used up. */
export class ViewerAccess {
  /** The highest revoked version by channel and viewer. */
  readonly #revoked = new Map<string, number>();
  /** Until when each used token is valid, ms since the epoch. After that, it is refused anyway. */
  readonly #used = new Map<string, number>();

  /** Revokes the sessions of a viewer up to and including a version. */
  revoke(channelArn: string, viewerId: string, version: number): void {
    const viewer = keyOf(channelArn, viewerId);
    this.#revoked.set(viewer, Math.max(version, this.#revoked.get(viewer) ?? 0));
  }

  isRevoked(channelArn: string, viewer: { id: string; version: number }): boolean {
    return viewer.version <= (this.#revoked.get(keyOf(channelArn, viewer.id)) ?? -1);
  }

  /** Uses a token for single use. @returns whether it had not been used before */
  use({ uuid, until }: { uuid: string; until: number }, now: number): boolean {
    for (const [known, end] of this.#used) if (end <= now) this.#used.delete(known);
    if (this.#used.has(uuid)) return false;
    this.#used.set(uuid, until);
    return true;
  }
}

const keyOf = (channelArn: string, viewerId: string): string => `${channelArn} ${viewerId}`;
