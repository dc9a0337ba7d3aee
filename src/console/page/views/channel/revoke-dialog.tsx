import { useRef, useState } from 'preact/hooks';
import type { Explanation } from '../../../../explain/explanation.ts';
import type { RevocationAnswer } from '../../../../revocation/answer.ts';
import type { Action } from '../../../protocol/actions.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { Target } from '../../parts/facts.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { act } from '../../state/actions.ts';
import { revocationSteps } from './revocation-steps.ts';
import { followRevocation, mayBeLive, nameToType } from './revoke.ts';

interface RevokeDialogProps {
  channel: Explanation;
  onClose: () => void;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Revokes the stream key of a channel. Of a live channel, its name must be typed. */
export function RevokeDialog({ channel, onClose }: RevokeDialogProps) {
  const { channelArn, name } = channel;
  const [typed, setTyped] = useState('');
  const [allowsProtected, setAllowsProtected] = useState(false);
  const revocationId = useRef(`console-${crypto.randomUUID()}`);
  const mustType = mayBeLive(channel);
  const wanted = nameToType(channel);
  const action: Action = {
    ...{ action: 'revoke', channelArn, revocationId: revocationId.current },
    ...(mustType && { confirmedName: typed }),
    ...(allowsProtected && { protected: true }),
  };
  const isNamed = !mustType || typed === wanted;
  return (
    <ActionDialog<RevocationAnswer>
      title="Revoke the stream key"
      confirm="Revoke the key"
      isDangerous
      canConfirm={isNamed && (!channel.protected || allowsProtected)}
      run={(report, signal) => followRevocation({ ask: () => act(action), report, sleep, signal })}
      showAnswer={(answer, isLast) => <Steps answer={answer} isLast={isLast} />}
      onClose={onClose}
    >
      <Target channelArn={channelArn} name={name} />
      <WhatHappens channel={channel} mayCut={mustType} />
      {channel.protected && (
        <label class="check">
          <input
            type="checkbox"
            checked={allowsProtected}
            onChange={({ currentTarget }) => setAllowsProtected(currentTarget.checked)}
          />{' '}
          A tag protects this channel. Revoke its key all the same.
        </label>
      )}
      {mustType && (
        <Labelled
          label={
            <>
              Type{' '}
              <strong>
                <bdi>{wanted}</bdi>
              </strong>{' '}
              to confirm that its stream is cut off
            </>
          }
        >
          {(ids) => (
            <input
              {...ids}
              aria-invalid={false}
              value={typed}
              autocomplete="off"
              spellcheck={false}
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
        </Labelled>
      )}
    </ActionDialog>
  );
}

function WhatHappens({ channel, mayCut }: { channel: Explanation; mayCut: boolean }) {
  const { keys, streams } = channel;
  return (
    <ol>
      <li>
        {keys.length === 0 ? (
          'The channel has no stream key now.'
        ) : (
          <>
            Deleted, and cannot be restored:{' '}
            {keys.map(({ arn }) => (
              <code key={arn} class="block">
                {arn}
              </code>
            ))}
          </>
        )}
      </li>
      {mayCut && (
        <li>
          {streams.state === 'live' ? 'The channel is live. ' : 'The channel may be live. '}
          <strong>Its stream is cut off.</strong> Encoders with the old key cannot come back.
        </li>
      )}
      <li>The channel gets a new key. Its value never comes to this page.</li>
      <li>The broadcaster needs the new key to go live again.</li>
    </ol>
  );
}

const STATES = { done: '✓', waiting: '…', failed: '✗' };
const TONES = { done: '', waiting: 'quiet', failed: 'bad' };

function Steps({ answer, isLast }: { answer: RevocationAnswer; isLast: boolean }) {
  return (
    <>
      <ul class="steps">
        {revocationSteps(answer).map(({ state, text, command }) => (
          <li key={text} class={TONES[state]}>
            <span aria-hidden="true">{STATES[state]}</span>{' '}
            <span class="visually-hidden">{state}: </span>
            {text} {command !== undefined && <code class="block">{command}</code>}
          </li>
        ))}
      </ul>
      <p class="quiet">
        Revocation <code>{answer.revocationId}</code>.{' '}
        {!isLast && 'You can close this dialog: the stage goes on with it every minute.'}
      </p>
    </>
  );
}
