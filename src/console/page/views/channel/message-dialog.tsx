import { useState } from 'preact/hooks';
import type { Explanation } from '../../../../explain/explanation.ts';
import { shortDurationText } from '../../format/time.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Target } from '../../parts/facts.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { act } from '../../state/actions.ts';
import { useTopic } from '../../state/topics.ts';
import { fateOf, outcomeText, type QueueAnswer } from './message-fate.ts';

interface MessageDialogProps {
  id: string;
  /** The channel as it was when the dialog was opened. */
  channel: Explanation;
  onClose: () => void;
}

const FIRST_PAYLOAD = '{"hello": "viewers"}';
const LONGEST = 1_000;

/** Queues a message for the viewers of a channel, and shows how it ends. */
export function MessageDialog({ id, channel, onClose }: MessageDialogProps) {
  const { channelArn, name, streams } = channel;
  const [payload, setPayload] = useState(FIRST_PAYLOAD);
  const isEmpty = payload.trim() === '';
  return (
    <ActionDialog<QueueAnswer>
      title="Send a test message"
      confirm="Send it"
      canConfirm={!isEmpty}
      run={() => act({ action: 'sendMessage', channelArn, payload })}
      showAnswer={(answer) => <Sent id={id} answer={answer} isLive={streams.state === 'live'} />}
      onClose={onClose}
    >
      <Target channelArn={channelArn} name={name} />
      <p>
        {streams.state === 'live'
          ? 'All viewers of the channel get this message as timed metadata.'
          : 'The channel is not live. The message waits for a stream, and expires if none starts in time.'}
      </p>
      <Labelled
        label="Payload: JSON, or any text"
        hint={`At most ${LONGEST} characters.`}
        problem={isEmpty ? 'Expected at least one character.' : undefined}
      >
        {(ids) => (
          <textarea
            {...ids}
            rows={4}
            maxLength={LONGEST}
            spellcheck={false}
            dir="auto"
            value={payload}
            onInput={({ currentTarget }) => setPayload(currentTarget.value)}
          />
        )}
      </Labelled>
    </ActionDialog>
  );
}

interface SentProps {
  id: string;
  answer: QueueAnswer;
  isLive: boolean;
}

function Sent({ id, answer: { accepted, rejected }, isLive }: SentProps) {
  return (
    <>
      {accepted.map((message) => (
        <Fate key={message.id} id={id} messageId={message.id} isLive={isLive} />
      ))}
      {rejected.map(({ field, message }) => (
        <p key={field} class="bad">
          The message was refused: {message}
        </p>
      ))}
    </>
  );
}

/** How the message ended, as soon as it has. */
function Fate({ id, messageId, isLive }: { id: string; messageId: string; isLive: boolean }) {
  const { answer } = useTopic('metadata', id);
  const sent = fateOf(messageId, answer);
  const howItEnds =
    answer?.metadata.history === 'off'
      ? 'How it ends is not stored: the setting metadataHistory is off.'
      : 'How it ends is shown here.';
  if (sent === undefined)
    return (
      <p>
        <Badge tone="warn">waits</Badge> Message <code>{messageId}</code> is in the queue.{' '}
        {isLive ? howItEnds : 'It is sent when the channel goes live.'}
      </p>
    );
  const { text, tone } = outcomeText(sent.outcome);
  return (
    <p>
      <Badge tone={tone}>{text}</Badge> Message <code>{messageId}</code>,{' '}
      {shortDurationText(sent.ageMs)} after it was queued.
    </p>
  );
}
