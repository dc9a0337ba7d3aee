import * as z from 'zod/mini';
import { isChannelArn } from '../../ivs/arn.ts';

const text = z.string().check(z.minLength(1), z.maxLength(1_000));
const channelArn = z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel'));
const letterIds = z.array(text).check(z.minLength(1), z.maxLength(100));

/** Actions on the stage: `POST /console/api/actions`. */
const stageActions = [
  /** Approves the deletion of exactly one set of channels. */
  z.strictObject({ action: z.literal('approve'), id: text }),
  /** Revokes the stream key of a channel. Of a live channel, `confirmedName` must be its name, or its id if it has none. */
  z.strictObject({
    ...{ action: z.literal('revoke'), channelArn },
    ...{ confirmedName: z.optional(text), revocationId: text, protected: z.optional(z.boolean()) },
  }),
  /** Queues a message for the viewers of a channel. */
  z.strictObject({ action: z.literal('sendMessage'), channelArn, payload: text }),
  /** `ttlSeconds`: a new time to live for metadata. Without it, messages keep their expiry, and expired ones are not sent. */
  z.strictObject({
    ...{ action: z.literal('retryLetters'), ids: letterIds },
    ttlSeconds: z.optional(z.number().check(z.positive(), z.maximum(6 * 3_600))),
  }),
  z.strictObject({ action: z.literal('dropLetters'), ids: letterIds }),
] as const;

/** Actions on the simulator: on the one-machine stack only. */
const simulatorActions = [
  z.strictObject({
    ...{ action: z.literal('createChannel'), name: z.string().check(z.maxLength(128)) },
    tags: z.record(z.string(), z.string()),
  }),
  z.strictObject({ action: z.literal('connectEncoder'), channelArn }),
  z.strictObject({ action: z.literal('disconnectEncoder'), streamId: text }),
  z.strictObject({ action: z.literal('starveEncoder'), streamId: text }),
  z.strictObject({ action: z.literal('recoverEncoder'), streamId: text }),
  z.strictObject({ action: z.literal('failStream'), streamId: text }),
  z.strictObject({
    ...{ action: z.literal('setViewers'), channelArn },
    count: z.int().check(z.minimum(0)),
  }),
  z.strictObject({ action: z.literal('setFaults'), faults: z.record(z.string(), z.unknown()) }),
  z.strictObject({ action: z.literal('setQuotas'), quotas: z.record(z.string(), z.unknown()) }),
  z.strictObject({ action: z.literal('resetSimulator') }),
] as const;

/** The body of an action. Its answer is that of the function or of the simulator, as JSON. */
export const actionSchema = z.discriminatedUnion('action', [...stageActions, ...simulatorActions]);
export type Action = z.infer<typeof actionSchema>;
export type ActionName = Action['action'];
