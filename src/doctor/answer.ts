import type { Check } from './check.ts';

/** The answer of the function `doctor`. */
export interface DoctorAnswer {
  /** When the function looked, ISO 8601, by its clock. */
  at: string;
  stage: string;
  region: string;
  version: string;
  /** The setting `tagPrefix`. */
  tagPrefix: string;
  /** The settings `cleanupMode` and `rotationMode`, as far as the functions could be read. */
  modes: Record<string, string>;
  checks: Check[];
}
