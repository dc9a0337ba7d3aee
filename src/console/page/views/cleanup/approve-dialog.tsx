import { useState } from 'preact/hooks';
import type { ApprovalAnswer } from '../../../../cleanup/approve.ts';
import { plural } from '../../format/units.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { channelIdOf } from '../../parts/channel-name.tsx';
import { Time } from '../../parts/time.tsx';
import { act } from '../../state/actions.ts';
import { useTopic } from '../../state/topics.ts';
import type { StoppedCleanup } from './cleanup-texts.ts';

interface ApproveDialogProps {
  /** The set that waited when the dialog was opened. */
  opened: StoppedCleanup;
  onClose: () => void;
}

/** Approves exactly the channels that it shows: another set needs another look. */
export function ApproveDialog({ opened, onClose }: ApproveDialogProps) {
  const [set, setShown] = useState(opened);
  const { answer } = useTopic('cleanup');
  const newest = answer?.stopped;
  // Further pages of the same set may have come.
  const shown = newest?.id === set.id ? newest : set;
  const isComplete = shown.members.length === shown.channels;
  return (
    <ActionDialog<ApprovalAnswer>
      title={`Approve the deletion of ${plural(shown.channels, 'channel')}`}
      confirm={`Approve ${plural(shown.channels, 'deletion')}`}
      isDangerous
      canConfirm={isComplete}
      run={() => act({ action: 'approve', id: shown.id })}
      showAnswer={(answer) => <ApprovedText shown={shown} answer={answer} />}
      onClose={onClose}
    >
      {answer && newest?.id !== shown.id && <Changed newest={newest} show={setShown} />}
      <p>
        Set <code>{shown.id}</code>. Deleted channels cannot be restored. Right before each
        deletion, the channel is checked again: a channel that is live, protected or not tagged any
        more stays. The approval holds for a day, and for these channels only.
      </p>
      {!isComplete && (
        <p class="warn">
          {plural(shown.members.length, 'channel')} of {shown.channels} loaded. Close this dialog
          and wait until all are shown.
        </p>
      )}
      <ol class="members">
        {shown.members.map(({ channelArn, name }) => (
          <li key={channelArn}>
            <bdi>{name || channelIdOf(channelArn)}</bdi> <code class="block">{channelArn}</code>
          </li>
        ))}
      </ol>
    </ActionDialog>
  );
}

interface ChangedProps {
  newest: StoppedCleanup | undefined;
  show: (set: StoppedCleanup) => void;
}

/** Another set waits now, or none. The function refuses an approval of the set that is shown. */
function Changed({ newest, show }: ChangedProps) {
  return (
    <div class="problem" role="alert">
      <p>The set has changed since it was shown. An approval of the set below is refused.</p>
      {newest ? (
        <p>
          Set <code>{newest.id}</code> with {plural(newest.channels, 'channel')} waits now.{' '}
          <button type="button" onClick={() => show(newest)}>
            Show the new set
          </button>
        </p>
      ) : (
        <p>No set waits for approval now: it was approved, or fewer channels are due.</p>
      )}
    </div>
  );
}

function ApprovedText({ shown, answer }: { shown: StoppedCleanup; answer: ApprovalAnswer }) {
  return (
    <p>
      <strong>Approved.</strong> The next run, within a minute, checks each of the{' '}
      {plural(shown.channels, 'channel')} again and deletes those that are still due. The approval
      of set <code>{answer.approved}</code> ends <Time at={answer.expiresAt} />.
    </p>
  );
}
