// Deliberate bugs, one by one: npm run simulate:mutations. Each replaces a text that is in its file exactly once.

const channels = 'src/channels';
const cleanup = 'src/cleanup';
const rotation = 'src/rotation';

/** @type {{ name: string, file: string, before: string, after: string }[]} */
export const MUTATIONS = [
  // What tags mean.
  {
    name: 'a protected channel is not protected',
    file: `${channels}/policy.ts`,
    before: "return protect.state === 'set' ? { reason: 'protected' } : undefined;",
    after: 'return undefined;',
  },
  {
    name: 'a misspelt autopilot tag protects nothing',
    file: `${channels}/policy.ts`,
    before: "if (unknown === undefined) return { state: 'absent' };",
    after: "if (unknown !== 'x') return { state: 'absent' };",
  },
  {
    name: 'rotate-key=never counts as on-end',
    file: `${channels}/policy.ts`,
    before: "if (text === 'never') return { on: 'never' };",
    after: "if (text === 'never') return { on: 'end' };",
  },
  {
    name: 'auto-delete accepts True',
    file: `${channels}/policy.ts`,
    before: "return text === 'true' ? 'default' : parseDuration(text);",
    after: "return text.toLowerCase() === 'true' ? 'default' : parseDuration(text);",
  },
  // When a channel is deleted.
  {
    name: 'the grace is forgotten',
    file: `${cleanup}/decide.ts`,
    before: "if (now < dueAt) return { do: 'keep', reason: 'grace', recheckAt: dueAt };",
    after: '',
  },
  {
    name: 'a channel without a stream is deleted although the setting is none',
    file: `${cleanup}/decide.ts`,
    before: 'return since === undefined || neverLiveMs === 0 ? undefined : since + neverLiveMs;',
    after: 'return since === undefined ? undefined : since + neverLiveMs;',
  },
  {
    name: 'the newest session is not read again before the deletion',
    file: `${channels}/final-check.ts`,
    before: 'this.ivs.getStreamSession(channelArn),',
    after: 'undefined,',
  },
  {
    name: 'the tags are not read again before the deletion',
    file: `${cleanup}/channel-deletion.ts`,
    before: "if (decision.do === 'keep') return { do: 'keep', decision, facts };",
    after: '',
  },
  {
    name: 'the last check is valid for a minute',
    file: `${channels}/final-check.ts`,
    before: 'export const FINAL_CHECK_VALID_MS = 1_000;',
    after: 'export const FINAL_CHECK_VALID_MS = 60_000;',
  },
  {
    name: 'the deletion is not announced',
    file: `${cleanup}/publish-deletion-notice.ts`,
    before: 'await bus.publish([channelDeletion({ ...notice, sessions: latest }, clock.now())]);',
    after: 'channelDeletion({ ...notice, sessions: latest }, clock.now());',
  },
  {
    name: 'changes are not in the audit',
    file: `${channels}/audit.ts`,
    before: "const key = await audit.write({ ...entry, outcome: 'started' }, clock.now());",
    after:
      'const key = { channelArn: entry.channelArn, action: entry.action, at: isoTime(clock.now()) };',
  },
  {
    name: 'deletions are not counted against the limit',
    file: `${cleanup}/channel-deletion.ts`,
    before: "if (budget && !(await budget.reserve(channelArn))) return { do: 'limited' };",
    after: '',
  },
  {
    name: 'a channel that fails is never tried again',
    file: `${channels}/due-pass.ts`,
    before: 'const dueAt = isoTime(clock.now() + waitMs);',
    after: 'const dueAt = isoTime(clock.now() + waitMs * 1_000);',
  },
  // When a key is rotated.
  {
    name: 'a key is rotated at half its age',
    file: `${rotation}/decide-due.ts`,
    before: 'return Date.parse(key.since) + ageMs;',
    after: 'return Date.parse(key.since) + ageMs / 2;',
  },
  {
    name: 'the grace after a stream is forgotten',
    file: `${rotation}/decide-due.ts`,
    before: 'const dueAt = Math.max(requestedAt, graceEnd(streamStatus, endGraceMs));',
    after: 'const dueAt = requestedAt;',
  },
  {
    name: 'the same stream rotates the key again',
    file: `${rotation}/decide-due.ts`,
    before: 'if (handledEnd?.streamId === streamId) return undefined;',
    after: 'if (handledEnd?.streamId === streamId) return { streamId, at: isoTime(at) };',
  },
  {
    name: 'a rotation that was cut off is not finished',
    file: `${rotation}/decide.ts`,
    before:
      "pendingRotation.keyArn === undefined ? undefined : { do: 'create', reason: 'cut-off' };",
    after: "pendingRotation.keyArn === undefined ? undefined : { do: 'keep', reason: 'untagged' };",
  },
  {
    name: 'a channel without a key does not get one',
    file: `${rotation}/decide.ts`,
    before: "if (keyArn === undefined) return { do: 'create', reason: 'no-key' };",
    after: "if (keyArn === undefined) return { do: 'keep', reason: 'untagged' };",
  },
  {
    name: 'the new key is not announced',
    file: `${rotation}/key-rotator.ts`,
    before: 'pendingAnnouncement: announcement,',
    after: 'pendingAnnouncement: null,',
  },
  {
    name: 'the last check does not keep a key',
    file: `${rotation}/key-rotator.ts`,
    before: 'const decision = decideFinally(final);',
    after: "const decision = { do: 'rotate', keyArn };",
  },
  {
    name: 'the new key is not stored',
    file: `${rotation}/hand-over/hand-over.ts`,
    before: 'const secretName = await secrets.put(secret);',
    after: 'const secretName = secrets.nameOf(secret.channelArn);',
  },
  {
    name: 'a revoked key is not deleted',
    file: 'src/revocation/old-keys.ts',
    before: 'for (const { arn } of oldKeys) await run.deps.ivs.deleteStreamKey(arn);',
    after: '',
  },
  // Leases and call rates.
  {
    name: 'the lease is not checked',
    file: 'src/platform/dynamo-lease-store.ts',
    before: "const NOT_HELD = '(attribute_not_exists(#until) OR #until < :now)';",
    after: "const NOT_HELD = '(attribute_not_exists(#until) OR :now = :now)';",
  },
  {
    name: 'requests come twice as fast as the quota allows',
    file: 'src/ivs/pacer.ts',
    before: 'this.#nextStart = start + this.gapMs;',
    after: 'this.#nextStart = start + this.gapMs / 2;',
  },
  // Sessions.
  {
    name: 'a start or an end is not published',
    file: 'src/sessions/record-event.ts',
    before: 'if (pendingEvent && summary) await bus.publish([pendingEvent.create(summary)]);',
    after: '',
  },
  {
    name: 'an event is stored before its fact is published',
    file: 'src/sessions/record-event.ts',
    before: 'if (pendingEvent && summary) await bus.publish([pendingEvent.create(summary)]);',
    after:
      'await store.putEvent(stored); if (pendingEvent && summary) await bus.publish([pendingEvent.create(summary)]);',
  },
  {
    name: 'the second end of a session is published, too',
    file: 'src/sessions/publish/pending-events.ts',
    before: 'return isFirst || (await isUnstored(store, id, before?.[kind]));',
    after: 'return isFirst || !(await isUnstored(store, id, before?.[kind]));',
  },
  {
    name: 'a lost end is never found',
    file: 'src/reconcile/sessions/repairs.ts',
    before: "const repaired = await repairSession('closed', summary, events, context);",
    after: "const repaired = await repairSession('closed', summary, [], context);",
  },
  {
    name: 'a session is closed before all its events are known',
    file: 'src/reconcile/sessions/decisions.ts',
    before:
      'if (end) return hasAllStateChanges(summary) || now - end.getTime() >= MAX_EVENT_LIST_DELAY_MS;',
    after: 'if (end) return true;',
  },
  {
    name: 'a repair overlooks the newest event that IVS lists',
    file: 'src/sessions/repair/missing-events.ts',
    before: 'return (session?.truncatedEvents ?? []).flatMap(',
    after: 'return (session?.truncatedEvents ?? []).slice(1).flatMap(',
  },
  // Metadata.
  {
    name: 'a message expires a tenth later than its producer says',
    file: 'src/metadata/format/expiry.ts',
    before: 'const at = rules.askedAt + Math.ceil(ttlSeconds * 1_000);',
    after: 'const at = rules.askedAt + Math.ceil(ttlSeconds * 1_100);',
  },
  {
    name: 'metadata that waits is not released when its stream starts',
    file: 'src/channels/mark.ts',
    before: "if (name === 'Stream Start') await deps.onStart?.(channelArn);",
    after: '',
  },
  {
    name: 'superseded messages are sent',
    file: 'src/metadata/send/next-action.ts',
    before: "if (newest === message) return 'sent';",
    after: "if (newest !== undefined) return 'sent';",
  },
  {
    name: 'metadata requests come too fast',
    file: 'src/metadata/pace/request-window.ts',
    before: 'const WINDOW_MS = 1_000;',
    after: 'const WINDOW_MS = 300;',
  },
];
