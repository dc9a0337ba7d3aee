import type { ListChange } from '../../protocol/messages.ts';

/** @returns the answer with the change; the answer itself if it has no such list */
export function withChange(answer: unknown, { list, key, put, removed, order }: ListChange) {
  const before = (answer as Record<string, unknown> | undefined)?.[list];
  if (!Array.isArray(before)) return answer;
  const keyOf = (item: unknown): string => String((item as Record<string, unknown>)[key]);
  const items = new Map<string, unknown>(before.map((item) => [keyOf(item), item]));
  for (const item of put) items.set(keyOf(item), item);
  for (const gone of removed) items.delete(gone);
  const ordered = order ? order.flatMap((one) => items.get(one) ?? []) : [...items.values()];
  return { ...(answer as object), [list]: ordered };
}
