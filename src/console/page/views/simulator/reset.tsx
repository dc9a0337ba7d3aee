import { ActionDialog } from '../../parts/action-dialog.tsx';
import { DialogButton } from '../../parts/dialog-button.tsx';
import { act } from '../../state/actions.ts';

/** Begins the simulator anew. */
export function Reset() {
  return (
    <section aria-labelledby="reset">
      <h2 id="reset">Reset</h2>
      <div class="actions">
        <DialogButton label="Reset the simulator…">
          {(close) => (
            <ActionDialog
              title="Reset the simulator"
              confirm="Reset it"
              isDangerous
              run={() => act({ action: 'resetSimulator' })}
              showAnswer={() => <p>The simulator is empty.</p>}
              onClose={close}
            >
              <p>
                All channels, streams, stream keys and recordings of the simulator are deleted.
                Faults, quotas and policies are those of its start again. The sessions and records
                that ivs-autopilot has stored of them are deleted, too.
              </p>
            </ActionDialog>
          )}
        </DialogButton>
      </div>
    </section>
  );
}
