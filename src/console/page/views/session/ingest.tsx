import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import { bitrateText, countText } from '../../format/units.ts';
import { Fact, Facts, Tags } from '../../parts/facts.tsx';

/** What the encoder sent, and the channel as it was then. */
export function Ingest({ session: { ingest, channel, state } }: { session: FullSessionView }) {
  return (
    <div class="columns">
      <section aria-labelledby="ingest">
        <h2 id="ingest">Ingest</h2>
        {ingest ? <IngestFacts ingest={ingest} /> : <p class="empty">{notKnown(state)}</p>}
      </section>
      <section aria-labelledby="at-start">
        <h2 id="at-start">Channel at the start</h2>
        {channel ? <ChannelFacts channel={channel} /> : <p class="empty">{notKnown(state)}</p>}
      </section>
    </div>
  );
}

const notKnown = (state: FullSessionView['state']): string =>
  state === 'live' || state === 'created'
    ? 'Not known yet. IVS is asked within two minutes after the start.'
    : 'Not known. IVS is asked some minutes after the end, and only about streams that were live.';

function IngestFacts({
  ingest: { video, audio },
}: {
  ingest: NonNullable<FullSessionView['ingest']>;
}) {
  const size = video?.width && video.height ? `${video.width} × ${video.height}` : undefined;
  return (
    <Facts>
      <Fact title="Resolution">{size}</Fact>
      <Fact title="Frame rate">
        {video?.framerate !== undefined && `${countText(video.framerate)} fps`}
      </Fact>
      <Fact title="Video bitrate">{video?.bitrate && bitrateText(video.bitrate)}</Fact>
      <Fact title="Video codec">{video?.codec && <bdi>{video.codec}</bdi>}</Fact>
      <Fact title="Encoder">{video?.encoder && <bdi>{video.encoder}</bdi>}</Fact>
      <Fact title="Audio bitrate">{audio?.bitrate && bitrateText(audio.bitrate)}</Fact>
      <Fact title="Audio codec">{audio?.codec && <bdi>{audio.codec}</bdi>}</Fact>
      <Fact title="Sample rate">
        {audio?.sampleRate && `${countText(audio.sampleRate / 1_000)} kHz`}
      </Fact>
      <Fact title="Audio channels">{audio?.channels}</Fact>
    </Facts>
  );
}

function ChannelFacts({ channel }: { channel: NonNullable<FullSessionView['channel']> }) {
  const { name, type, latencyMode, recordingConfigurationArn, tags } = channel;
  return (
    <Facts>
      <Fact title="Name">{name && <bdi>{name}</bdi>}</Fact>
      <Fact title="Type">{type}</Fact>
      <Fact title="Latency">{latencyMode}</Fact>
      <Fact title="Recording">
        {recordingConfigurationArn && <code>{recordingConfigurationArn}</code>}
      </Fact>
      <Fact title="Tags">{tags && <Tags tags={tags} />}</Fact>
    </Facts>
  );
}
