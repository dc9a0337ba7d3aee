/** A JSON object. */
export type Plain = Record<string, unknown>;
