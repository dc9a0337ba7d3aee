import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from './dialog.tsx';
import { Problem } from './state.tsx';

interface ActionDialogProps<Answer> {
  title: string;
  /** What exactly will happen, and the fields of the action. */
  children: ComponentChildren;
  /** The label of the button that does it. */
  confirm: string;
  /** It cannot be undone: Enter does not do it, and the focus begins at Cancel. */
  isDangerous?: boolean;
  /** Whether the fields are complete. */
  canConfirm?: boolean;
  /**
   * Does it.
   *
   * @param report shows an answer before the last one
   * @param signal aborts when the dialog is closed
   */
  run: (report: (answer: Answer) => void, signal: AbortSignal) => Promise<Answer>;
  /** Shows an answer; `isLast`: nothing follows. */
  showAnswer: (answer: Answer, isLast: boolean) => ComponentChildren;
  onClose: () => void;
}

interface Progress<Answer> {
  step: 'asking' | 'running' | 'done';
  answer?: Answer;
  problem?: string;
}

/** Asks before an action, does it, and shows what became of it until it is closed. */
export function ActionDialog<Answer>({ title, onClose, ...props }: ActionDialogProps<Answer>) {
  const [progress, setProgress] = useState<Progress<Answer>>({ step: 'asking' });
  const controller = useController();
  const { run, canConfirm = true, isDangerous = false } = props;
  const confirm = async (): Promise<void> => {
    if (progress.step !== 'asking' || !canConfirm) return;
    const report = (answer: Answer) => setProgress({ step: 'running', answer });
    setProgress({ step: 'running' });
    try {
      setProgress({ step: 'done', answer: await run(report, controller.signal) });
    } catch (error) {
      setProgress({ step: 'asking', problem: messageOf(error) });
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!isDangerous) void confirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <form onSubmit={submit}>
          {isAsking(progress) && props.children}
          <Outcome progress={progress} showAnswer={props.showAnswer} />
          <Buttons
            step={progress.step}
            {...{ isDangerous, canConfirm, close, confirm }}
            label={progress.problem === undefined ? props.confirm : `${props.confirm} (again)`}
          />
        </form>
      )}
    </Dialog>
  );
}

/** As soon as there is an answer, the answer says what happens. */
const isAsking = ({ step, answer }: Progress<unknown>): boolean =>
  step !== 'done' && answer === undefined;

function useController(): AbortController {
  const controller = useRef<AbortController>(undefined);
  controller.current ??= new AbortController();
  useEffect(() => () => controller.current?.abort(), []);
  return controller.current;
}

function Outcome<Answer>({
  progress: { step, answer, problem },
  showAnswer,
}: { progress: Progress<Answer> } & Pick<ActionDialogProps<Answer>, 'showAnswer'>) {
  return (
    <>
      <div class="outcome" aria-live="polite">
        {answer !== undefined && showAnswer(answer, step === 'done')}
        {step === 'running' && <p class="quiet">Working…</p>}
      </div>
      {problem !== undefined && <Problem message={problem} />}
    </>
  );
}

interface ButtonsProps {
  step: Progress<unknown>['step'];
  label: string;
  isDangerous: boolean;
  canConfirm: boolean;
  close: () => void;
  confirm: () => Promise<void>;
}

function Buttons({ step, label, isDangerous, canConfirm, close, confirm }: ButtonsProps) {
  const closeRef = useRef<HTMLButtonElement>(null);
  // The button that had the focus is gone.
  useEffect(() => {
    if (step === 'done') closeRef.current?.focus();
  }, [step]);
  const isOff = !canConfirm || step === 'running';
  return (
    <div class="buttons">
      <button type="button" ref={closeRef} onClick={close} data-focus={isDangerous}>
        {step === 'asking' ? 'Cancel' : 'Close'}
      </button>
      {step !== 'done' && (
        <button
          type={isDangerous ? 'button' : 'submit'}
          class={isDangerous ? 'danger' : 'primary'}
          aria-disabled={isOff}
          data-focus={!isDangerous}
          {...(isDangerous && { onClick: () => void confirm() })}
        >
          {label}
        </button>
      )}
    </div>
  );
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
