/** Reads a JSON object. @returns the object, or what is wrong with the text */
export function readJsonObject(
  text: string,
): { value: Record<string, unknown> } | { problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isObject) return { value: value as Record<string, unknown> };
    return { problem: 'Expected a JSON object, such as {}.' };
  } catch (error) {
    return { problem: `Expected JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
