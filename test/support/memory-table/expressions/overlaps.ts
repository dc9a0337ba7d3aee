import { validationError } from '../errors.ts';
import type { Path } from './syntax.ts';

/** @throws ValidationException if one path is another one, or leads to it */
export function checkOverlaps(paths: readonly Path[]): void {
  paths.forEach(({ parts }, i) => {
    for (const { parts: others } of paths.slice(i + 1)) {
      const length = Math.min(parts.length, others.length);
      if (parts.slice(0, length).some((name, part) => name !== others[part])) continue;
      throw validationError(
        `Invalid expression: Two document paths overlap with each other; path one: [${parts.join(', ')}], path two: [${others.join(', ')}]`,
      );
    }
  });
}
