import { useRef, useState } from 'preact/hooks';
import type { Explanation } from '../../../../explain/explanation.ts';
import type { RevocationAnswer } from '../../../../revocation/answer.ts';
import type { Action } from '../../../protocol/actions.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { Target } from '../../parts/facts.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { act } from '../../state/actions.ts';
import { useTopic } from '../../state/topics.ts';
import { revocationSteps } from './revocation-steps.ts';
import { followRevocation, mayBeLive, nameToType } from './revoke.ts';

interface RevokeDialogProps {
  id: string;
  /** The channel as it was when the dialog was opened. */
  shown: Explanation;
  onClose: () => void;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Revokes the stream key of a channel. Of a live channel, its name must be typed. */
export function RevokeDialog({ id, shown, onClose }: RevokeDialogProps) {
  const { answer: newest } = useTopic('channel', id);
  const channel = newest && !('gone' in newest) ? newest : shown;
  const { channelArn, name } = channel;
  const [typed, setTyped] = useState('');
  const [allowsProtected, setAllowsProtected] = useState(false);
  // The console asks for the name, too: the channel may have gone live since this page was told.
  const [isRefused, setRefused] = useState(false);
  const revocationId = useRef(`console-${crypto.randomUUID()}`);
  const mustType = mayBeLive(channel) || isRefused;
  const isNamed = !mustType || typed === nameToType(channel) || (isRefused && typed !== '');
  const action: Action = {
    ...{ action: 'revoke', channelArn, revocationId: revocationId.current },
    ...(mustType && { confirmedName: typed }),
    ...(allowsProtected && { protected: true }),
  };
  const ask = async (): Promise<RevocationAnswer> => {
    try {
      return await act<RevocationAnswer>(action);
    } catch (error) {
      setRefused(String(error).includes('confirmedName'));
      throw error;
    }
  };
  return (
    <ActionDialog<RevocationAnswer>
      title="Revoke the stream key"
      confirm="Revoke the key"
      isDangerous
      canConfirm={isNamed && (!channel.protected || allowsProtected)}
      run={(report, signal) => followRevocation({ ask, report, sleep, signal })}
      showAnswer={(answer, isLast) => <Steps answer={answer} isLast={isLast} />}
      onClose={onClose}
    >
      <Target channelArn={channelArn} name={name} />
      <WhatHappens channel={channel} mayCut={mustType} />
      {channel.protected && (
        <ProtectedField isAllowed={allowsProtected} setAllowed={setAllowsProtected} />
      )}
      {mustType && <NameField wanted={nameToType(channel)} typed={typed} setTyped={setTyped} />}
    </ActionDialog>
  );
}

interface ProtectedFieldProps {
  isAllowed: boolean;
  setAllowed: (isAllowed: boolean) => void;
}

function ProtectedField({ isAllowed, setAllowed }: ProtectedFieldProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isAllowed}
        onChange={({ currentTarget }) => setAllowed(currentTarget.checked)}
      />
      <span>A tag protects this channel. Revoke its key all the same.</span>
    </label>
  );
}

interface NameFieldProps {
  wanted: string;
  typed: string;
  setTyped: (text: string) => void;
}

function NameField({ wanted, typed, setTyped }: NameFieldProps) {
  const label = (
    <>
      Type{' '}
      <strong>
        <bdi>{wanted}</bdi>
      </strong>{' '}
      to confirm that its stream is cut off
    </>
  );
  return (
    <Labelled label={label}>
      {(ids) => (
        <input
          {...ids}
          value={typed}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      )}
    </Labelled>
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
