/** Tags that owners write. Some are mistyped. */
export const DELETE_TAGS = ['true', '30s', '10m', '2h', '1d', 'True', 'yes', '5 minutes', ''];
export const ROTATE_TAGS = ['on-end', 'never', '1h', '12h', '1d', '7d', 'weekly', '1 d'];
export const PROTECT_TAGS = ['true', 'true', 'no'];

export const AUTO_DELETE = 'autopilot:auto-delete';
export const ROTATE_KEY = 'autopilot:rotate-key';
export const PROTECT = 'autopilot:protect';
