import type { DeleteReason } from '../channels/audit-reason.ts';

/** Why a channel is deleted. The texts can follow the word "because". */
export const DELETE_REASON_TEXTS: Record<DeleteReason, string> = {
  'grace-over': 'the grace period after its last stream has passed',
  'never-live': 'it never went live, and the time for which such a channel is kept has passed',
};
