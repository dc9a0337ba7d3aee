/**
 * Whether a channel is among those that a search text means: a part of its name, its id or ARN, in any case of letters.
 *
 * @param more other texts in which the search looks
 */
export function matches(
  search: string,
  { channelArn, name }: { channelArn: string; name?: string | undefined },
  ...more: readonly (string | undefined)[]
): boolean {
  const wanted = search.trim().toLowerCase();
  return [name, channelArn, ...more].some((text) => text?.toLowerCase().includes(wanted) ?? false);
}
