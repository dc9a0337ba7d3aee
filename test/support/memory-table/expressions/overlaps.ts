import { validationError } from '../errors.ts';

/** @throws ValidationException if one path is another one, or leads to it */
export function checkOverlaps(paths: readonly string[][]): void {
  paths.forEach((path, i) => {
    for (const other of paths.slice(i + 1)) {
      const length = Math.min(path.length, other.length);
      if (path.slice(0, length).some((name, part) => name !== other[part])) continue;
      throw validationError(
        `Invalid expression: Two document paths overlap with each other; path one: [${path.join(', ')}], path two: [${other.join(', ')}]`,
      );
    }
  });
}
