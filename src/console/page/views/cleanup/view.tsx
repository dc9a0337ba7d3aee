import type { CleanupStatus } from '../../../../cleanup/status.ts';
import { countText, plural } from '../../format/units.ts';
import { Badge } from '../../parts/badge.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { WithAnswer } from '../../parts/state.tsx';
import { useTopic } from '../../state/topics.ts';
import { Approved } from './approved.tsx';
import { modeText, windowText } from './cleanup-texts.ts';
import { Held } from './held.tsx';

/** Whether cleanup has stopped itself, what it holds back, and what was approved. */
export function CleanupView() {
  const state = useTopic('cleanup');
  return (
    <WithAnswer state={state}>
      {(status) => (
        <>
          <Limits status={status} />
          {status.stopped ? (
            <Held stopped={status.stopped} status={status} />
          ) : (
            <NothingHeld status={status} />
          )}
          <Approved approved={status.approved} />
        </>
      )}
    </WithAnswer>
  );
}

function Limits({ status }: { status: CleanupStatus }) {
  const { mode, allowed, deleted, windowSeconds, channels, unmarked = 0 } = status;
  return (
    <Facts>
      <Fact title="Mode">
        <Badge tone={mode === 'apply' ? 'good' : 'warn'}>{mode}</Badge> {modeText(mode)}
      </Fact>
      <Fact title="Limit">
        {plural(allowed, 'deletion')} in {windowText(windowSeconds)} without approval
        {channels !== undefined && `, of ${plural(channels, 'channel')}`}
      </Fact>
      <Fact title="Deleted">
        {countText(deleted)} in the last {windowText(windowSeconds)}
      </Fact>
      <Fact title="Being counted">
        {unmarked > 0 &&
          `Up to ${plural(unmarked, 'more channel')} may be due: reconcile is still asking IVS. If that may be too many, cleanup waits.`}
      </Fact>
    </Facts>
  );
}

function NothingHeld({ status }: { status: CleanupStatus }) {
  const { mode, allowed, windowSeconds } = status;
  return (
    <div class="empty">
      <p>
        <strong>No channel waits for approval.</strong>
      </p>
      <p>
        Cleanup stops itself if more than {plural(allowed, 'channel')} would be deleted in{' '}
        {windowText(windowSeconds)}. Then nothing is deleted, all channels that are due are listed
        here, and you can approve exactly these.
      </p>
      {mode !== 'apply' && <p>In mode {mode} nothing is deleted, so the limit does not apply.</p>}
    </div>
  );
}
