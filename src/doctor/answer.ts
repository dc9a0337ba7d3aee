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
  checks: Check[];
}
