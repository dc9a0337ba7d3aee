/** What the page asks first: `GET /console/api/about`. */
export interface About {
  stage: string;
  /** Absent if the AWS configuration of the operator does not name one. */
  region?: string;
  version: string;
  /** The one-machine stack. */
  isLocal: boolean;
  /** No actions. */
  isReadOnly: boolean;
  /** Whether pictures can be played: `/console/assets/hls.js` exists. */
  hasPicture: boolean;
  /** Where the picture of the one-machine stack comes from: `http://127.0.0.1:4566`. Absent: from where the page comes from. */
  mediaOrigin?: string;
  /** Every action carries it in the header `x-console-token`. */
  actionToken: string;
  /** How often this console has invoked functions. */
  invocations: number;
}

/**
 * A message of `GET /console/api/events?address=…&address=…` (server-sent events): the newest answer of a topic, or why there is none.
 * Lists that are long come in changes; `key` names the member that identifies an item.
 */
export type TopicMessage =
  | { address: string; at: string; answer: unknown }
  | { address: string; at: string; change: ListChange }
  /** Nothing has changed: the last answer is true as of `at`. */
  | { address: string; at: string; same: true }
  | { address: string; at: string; problem: string };

/** Changes the list in the member `list` of the last answer. */
export interface ListChange {
  list: string;
  key: string;
  /** Items that are new or have changed. */
  put: Record<string, unknown>[];
  /** Keys of items that are gone. */
  removed: string[];
  /** The keys of all items in their order, if the order has changed. */
  order?: string[];
}
