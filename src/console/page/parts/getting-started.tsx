import { Link } from '../routing/link.tsx';
import { about } from '../state/about.ts';
import { useTagKeys } from '../state/tag-keys.ts';

/** What to do where no channel is live. */
export function GettingStarted() {
  if (about.value === undefined) return null;
  return about.value.isLocal ? <OnThisMachine /> : <OnAws />;
}

function OnThisMachine() {
  return (
    <>
      <p>No channel is live now. To see one:</p>
      <ol>
        <li>
          <Link to="/simulator">Create a channel in the simulator</Link>, which is deleted ten
          minutes after its stream.
        </li>
        <li>Connect an encoder there. The channel is live at once, and stands here.</li>
        <li>Open the channel to send a message, and to see when it will be deleted and why.</li>
      </ol>
    </>
  );
}

function OnAws() {
  const { autoDelete } = useTagKeys();
  return (
    <>
      <p>No channel is live now. When one goes live, it stands here within seconds.</p>
      <ol>
        <li>
          Tag a channel, so that the autopilot looks after it:{' '}
          <code>
            aws ivs tag-resource --resource-arn &lt;channel ARN&gt; --tags {autoDelete}=2h
          </code>
        </li>
        <li>
          Connect an encoder with the ingest endpoint and the stream key of the channel:{' '}
          <code>rtmps://&lt;ingest endpoint&gt;:443/app/&lt;stream key&gt;</code>
        </li>
        <li>
          <Link to="/plan?show=everything">Plan</Link> shows what will happen to each channel, and
          why.
        </li>
      </ol>
    </>
  );
}
