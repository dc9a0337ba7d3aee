import * as z from 'zod/mini';
import { model } from '../model/model.ts';
import { members } from './schema-parts.ts';

// Schemas of names in the service model.

/** The name of an operation of the service model. */
export const operationName = z.enum(Object.keys(model.operations));

/** The name of an error of the service model. */
export const errorName = z.enum(
  Object.entries(model.shapes).flatMap(([name, { error }]) => (error ? [name] : [])),
);

/** An object with one optional value for each operation of the service model. */
export function perOperation(value: z.ZodMiniType) {
  const names = Object.keys(model.operations);
  return members(Object.fromEntries(names.map((name) => [name, z.optional(value)])), 'operation');
}
