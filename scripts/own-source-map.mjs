import { decode, encode } from '@jridgewell/sourcemap-codec';

const PACKAGES = /(^|\/)node_modules\//;

/**
 * Leaves only the project's own files in a source map. Node.js reads the whole map at the first error of an instance whose
 * stack somebody looks at, also at a request that timed out. Most of a bundle's map is about packages.
 *
 * @param map a source map as JSON
 * @returns a source map as JSON. Code of packages has no original position in it
 */
export function ownSourceMap(map) {
  const { sources, names, mappings, ...others } = JSON.parse(map);
  const own = sources.flatMap((path, index) => (PACKAGES.test(path) ? [] : [index]));
  const newIndexes = new Map(own.map((index, newIndex) => [index, newIndex]));
  const lines = decode(mappings).map((line) => ownSegments(line, newIndexes));
  const usedNames = new Map();
  for (const segment of lines.flat()) {
    if (segment.length < 5) continue;
    if (!usedNames.has(segment[4])) usedNames.set(segment[4], usedNames.size);
    segment[4] = usedNames.get(segment[4]);
  }
  return JSON.stringify({
    ...others,
    sources: own.map((index) => sources[index]),
    names: [...usedNames.keys()].map((index) => names[index]),
    mappings: encode(lines),
  });
}

/** A segment without a source ends the code of an own file. One is enough until the next own code. */
function ownSegments(line, newIndexes) {
  const segments = [];
  for (const [column, source, ...original] of line) {
    const newIndex = newIndexes.get(source);
    if (newIndex !== undefined) segments.push([column, newIndex, ...original]);
    else if (segments.at(-1)?.length > 1) segments.push([column]);
  }
  return segments;
}
