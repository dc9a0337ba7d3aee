import { useState } from 'preact/hooks';
import type { SimulatedChannel } from '../../../protocol/simulator.ts';
import { plural } from '../../format/units.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Badge } from '../../parts/badge.tsx';
import { channelIdOf } from '../../parts/channel-name.tsx';
import { about } from '../../state/about.ts';
import { useTopic } from '../../state/topics.ts';
import { Picture } from '../live/picture.tsx';

/** Connects an encoder to a channel of the simulator, and lets things happen to its stream. */
export function EncoderControls({ channelArn }: { channelArn: string }) {
  const { answer } = useTopic('simulator');
  const channel = answer?.channels.find((one) => one.channelArn === channelArn);
  if (channel === undefined) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend that everybody sees
    <div class="actions encoder" role="group" aria-label="Simulated encoder">
      <span>Simulated encoder:</span>
      <StreamBadges channel={channel} />
      <EncoderButtons channel={channel} />
    </div>
  );
}

/** What the encoder does now, in words. */
export function StreamBadges({ channel: { stream } }: { channel: SimulatedChannel }) {
  if (!stream) return <Badge>no encoder</Badge>;
  return (
    <>
      <Badge tone={stream.live ? 'good' : 'warn'}>{stream.live ? 'live' : 'connecting'}</Badge>{' '}
      {stream.starving && <Badge tone="bad">starving</Badge>}{' '}
      {stream.live && <span class="nowrap">{plural(stream.viewers, 'viewer')}</span>}
    </>
  );
}

/** What can be done with the encoder now. */
export function EncoderButtons({ channel }: { channel: SimulatedChannel }) {
  const { channelArn, name, hasKey, stream } = channel;
  const of = `of ${name || channelIdOf(channelArn)}`;
  if (!stream)
    return hasKey ? (
      <ActButton action={{ action: 'connectEncoder', channelArn }} of={of}>
        Connect an encoder
      </ActButton>
    ) : (
      <span>No stream key: no encoder can connect.</span>
    );
  const { streamId, starving } = stream;
  return (
    <>
      <ActButton action={{ action: 'disconnectEncoder', streamId }} of={of}>
        Disconnect
      </ActButton>
      <ActButton
        action={{ action: starving ? 'recoverEncoder' : 'starveEncoder', streamId }}
        of={of}
      >
        {starving ? 'Recover' : 'Starve'}
      </ActButton>
      <ActButton action={{ action: 'failStream', streamId }} of={of}>
        Fail
      </ActButton>
      <Viewers channelArn={channelArn} of={of} />
      {stream.live && about.value?.hasPicture && (
        <span class="field picture">
          Picture <Picture channelArn={channelArn} name={name} />
        </span>
      )}
    </>
  );
}

function Viewers({ channelArn, of }: { channelArn: string; of: string }) {
  const [text, setText] = useState('100');
  if (about.value?.isReadOnly) return null;
  const count = Number(text);
  const isRight = text.trim() !== '' && Number.isInteger(count) && count >= 0;
  return (
    <span class="field">
      <input
        class="count"
        type="number"
        min={0}
        step={1}
        aria-label={`Viewers ${of}`}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      {isRight && (
        <ActButton action={{ action: 'setViewers', channelArn, count }} of={of}>
          Set viewers
        </ActButton>
      )}
    </span>
  );
}
