/** Everything that is checked; docs/simulation.md describes each. */
export const INVARIANTS = [
  'a fact is told once',
  'a key is rotated when its tag says so',
  'a new key is in the secret store',
  'a revoked key is gone',
  'an audit ends',
  'call rates hold',
  'every change is in the audit',
  'every channel that was given up is deleted',
  'every fact is told',
  'every session is as IVS has it',
  'key values stay secret',
  'no channel stays without a key',
  'no more is changed than the limits allow',
  'nothing stays due',
  'only what its owner gave up is deleted',
  'queues drain',
  'scheduled functions run',
] as const;

export type Invariant = (typeof INVARIANTS)[number];
