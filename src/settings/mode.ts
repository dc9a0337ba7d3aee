/** `off`: do nothing; `plan`: only report what would be done; `apply`: do it, where the channel's tag asks for it. */
export type Mode = 'off' | 'plan' | 'apply';

export const MODES = ['off', 'plan', 'apply'] as const satisfies readonly Mode[];
