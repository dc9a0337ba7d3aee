/** Permits that one instance has for itself. One permit allows one request to count at a time. */
export interface Lease {
  permits: number;
  /** Others may take the permits some seconds after this time, ms since the epoch. */
  until: number;
}

export const isSameLease = (one: Lease | undefined, other: Lease | undefined): boolean =>
  one?.permits === other?.permits && one?.until === other?.until;

/** One change of the leases. It is made as a whole or not at all. */
export interface LeaseChange {
  /** The name of the lease. */
  id: string;
  /** The lease as it must be now; absent: there must be none. */
  from?: Lease | undefined;
  /** As it is then; absent: it is given back. */
  to?: Lease | undefined;
  /** Leases of other instances that are removed. They must be as given here. */
  expired?: ReadonlyMap<string, Lease>;
}

/** Who has which of the permits that the instances share. The sum never exceeds the number of permits. */
export interface LeaseStore {
  /**
   * @returns how many permits all instances together have leased then; undefined if the change was not possible
   * @throws the table's error; the change may have been made then, or later
   */
  change(change: LeaseChange): Promise<{ leased: number } | undefined>;
  /** @returns all leases, by name @throws the table's error */
  read(): Promise<ReadonlyMap<string, Lease>>;
}
