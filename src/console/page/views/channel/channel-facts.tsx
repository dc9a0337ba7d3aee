import type { Explanation, StreamsView } from '../../../../explain/explanation.ts';
import { Badge } from '../../parts/badge.tsx';
import { Fact, Facts, Tags } from '../../parts/facts.tsx';
import { Since, Time } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { sessionPath } from '../../routing/paths.ts';

/** What the channel is, and whether it is live. */
export function ChannelFacts({ id, channel }: { id: string; channel: Explanation }) {
  const { name, channelArn, tags, unreadable } = channel;
  return (
    <Facts>
      <Fact title="Name">{name ? <bdi>{name}</bdi> : <span class="quiet">none</span>}</Fact>
      <Fact title="ARN">
        <code>{channelArn}</code>
      </Fact>
      <Fact title="State">
        <StreamState id={id} streams={channel.streams} />
      </Fact>
      <Fact title="Policy tags">
        <Tags tags={tags} />
        {unreadable.map((text) => (
          <p key={text} class="bad">
            {text}. What it controls is not done until the tag is corrected.
          </p>
        ))}
      </Fact>
    </Facts>
  );
}

function StreamState({ id, streams }: { id: string; streams: StreamsView }) {
  switch (streams.state) {
    case 'live':
      return (
        <>
          <Badge tone="good">live</Badge>{' '}
          {streams.since !== undefined && (
            <>
              for <Since at={streams.since} />{' '}
            </>
          )}
          <StreamLink id={id} streamId={streams.streamId} />
        </>
      );
    case 'starting':
      return (
        <>
          <Badge tone="warn">starting</Badge> <StreamLink id={id} streamId={streams.streamId} />
        </>
      );
    case 'end-unknown':
      return (
        <>
          <Badge tone="warn">end not known</Badge>{' '}
          {streams.streamIds.map((streamId) => (
            <StreamLink key={streamId} id={id} streamId={streamId} />
          ))}
        </>
      );
    case 'offline':
      return (
        <>
          <Badge>offline</Badge> since <Time at={streams.since} />{' '}
          <StreamLink id={id} streamId={streams.streamId} />
        </>
      );
    case 'never-streamed':
      return <Badge>never streamed</Badge>;
  }
}

function StreamLink({ id, streamId }: { id: string; streamId: string | undefined }) {
  if (streamId === undefined) return null;
  return (
    <Link to={sessionPath(id, streamId)} class="id">
      {streamId}
    </Link>
  );
}
