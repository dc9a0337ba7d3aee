/** The title of the document: `studio-1 · Channel · prod`. */
export const documentTitle = (
  title: string,
  about: string | undefined,
  stage: string | undefined,
): string =>
  [about, title, stage ?? 'ivs-autopilot'].filter((text) => text !== undefined).join(' · ');
