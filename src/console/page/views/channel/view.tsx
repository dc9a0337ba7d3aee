import type { Explanation, NoChannel } from '../../../../explain/explanation.ts';
import { WithAnswer } from '../../parts/state.tsx';
import { useSubject } from '../../routing/title.ts';
import { about } from '../../state/about.ts';
import { useTopic } from '../../state/topics.ts';
import { EncoderControls } from '../simulator/encoder-controls.tsx';
import { Audit } from './audit.tsx';
import './channel.css';
import { ChannelActions } from './channel-actions.tsx';
import { ChannelFacts } from './channel-facts.tsx';
import { Forecasts } from './forecasts.tsx';
import { GoneChannel } from './gone.tsx';
import { Keys } from './keys.tsx';
import { Messages } from './messages.tsx';
import { ChannelSessions } from './sessions.tsx';

/** One channel: what will happen to it, what it does now, and what happened to it. */
export function ChannelView({ channel }: { channel: string }) {
  const state = useTopic('channel', channel);
  useSubject(nameOf(state.answer) ?? channel);
  return (
    <>
      <WithAnswer state={state}>
        {(answer) =>
          'gone' in answer ? (
            <GoneChannel channel={answer} />
          ) : (
            <Existing id={channel} channel={answer} />
          )
        }
      </WithAnswer>
      <ChannelSessions id={channel} />
      {state.answer && !('gone' in state.answer) && <Messages id={channel} />}
      <Audit id={channel} />
    </>
  );
}

function Existing({ id, channel }: { id: string; channel: Explanation }) {
  return (
    <>
      <ChannelFacts id={id} channel={channel} />
      <ChannelActions id={id} channel={channel} />
      {about.value?.isLocal && <EncoderControls channelArn={channel.channelArn} />}
      <Forecasts channel={channel} />
      <Keys channel={channel} />
    </>
  );
}

/** A channel that was deleted has a name in its sessions. */
function nameOf(answer: Explanation | NoChannel | undefined): string | undefined {
  if (answer === undefined) return undefined;
  if ('gone' in answer) return answer.sessions.find(({ channelName }) => channelName)?.channelName;
  return answer.name || undefined;
}
