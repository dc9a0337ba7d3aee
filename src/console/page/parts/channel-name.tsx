import { parseArn } from '../../../ivs/arn.ts';
import { Link } from '../routing/link.tsx';
import { channelPath } from '../routing/paths.ts';

/** The id of a channel: the end of its ARN. The text itself if it is not an ARN. */
export const channelIdOf = (channelArn: string): string => parseArn(channelArn)?.id ?? channelArn;

interface ChannelNameProps {
  channelArn: string;
  name?: string | undefined;
}

/** A channel's name as a link to the channel, and its id. */
export function ChannelName({ channelArn, name }: ChannelNameProps) {
  const id = channelIdOf(channelArn);
  return (
    <span class="channel-name" title={channelArn}>
      <Link to={channelPath(id)}>
        <bdi>{name || id}</bdi>
      </Link>
      {name && <span class="id">{id}</span>}
    </span>
  );
}
