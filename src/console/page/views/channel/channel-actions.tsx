import type { Explanation } from '../../../../explain/explanation.ts';
import { DialogButton } from '../../parts/dialog-button.tsx';
import { MessageDialog } from './message-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

/** What an operator can do with a channel. */
export function ChannelActions({ id, channel }: { id: string; channel: Explanation }) {
  return (
    <div class="actions">
      <DialogButton label="Send a test message…">
        {(close) => <MessageDialog id={id} channel={channel} onClose={close} />}
      </DialogButton>
      <DialogButton label="Revoke its stream key…">
        {(close) => <RevokeDialog id={id} shown={channel} onClose={close} />}
      </DialogButton>
    </div>
  );
}
