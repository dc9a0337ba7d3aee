const ISO_TIME = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** Divides a text: texts at even places, ISO 8601 times in UTC at odd ones. */
export const partsOf = (text: string): string[] => text.split(ISO_TIME);
