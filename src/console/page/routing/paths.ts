export const channelPath = (channelId: string): string =>
  `/channels/${encodeURIComponent(channelId)}`;

export const sessionPath = (channelId: string, streamId: string): string =>
  `${channelPath(channelId)}/sessions/${encodeURIComponent(streamId)}`;

/** Opens the channel that a text means. @param text a channel's name, id or ARN */
export const findPath = (text: string): string => `/find?q=${encodeURIComponent(text)}`;

/**
 * The values of the parameters of a path.
 *
 * @param pattern with `:name` for parameters
 * @returns undefined if the path does not have the pattern
 */
export function parametersOf(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = decoded(given[i] ?? '');
    if (value === undefined) return undefined;
    if (part.startsWith(':')) parameters[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return parameters;
}

/** @returns undefined for a text that is not percent-encoded, as in an address that was typed */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** A query with another value. An empty value takes the parameter away. */
export function withParameter(query: URLSearchParams, name: string, value: string): string {
  const changed = new URLSearchParams(query);
  if (value === '') changed.delete(name);
  else changed.set(name, value);
  const text = changed.toString();
  return text === '' ? '' : `?${text}`;
}
