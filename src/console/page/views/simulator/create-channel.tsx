import { useState } from 'preact/hooks';
import { channelIdOf } from '../../parts/channel-name.tsx';
import { Problem } from '../../parts/state.tsx';
import { Link } from '../../routing/link.tsx';
import { channelPath } from '../../routing/paths.ts';
import { about } from '../../state/about.ts';
import { act } from '../../state/actions.ts';
import { useTagKeys } from '../../state/tag-keys.ts';
import { ChannelFields } from './channel-fields.tsx';
import { type ChannelForm, NEW_CHANNEL, readChannelForm } from './channel-form.ts';
import { EncoderControls } from './encoder-controls.tsx';

type Outcome = { channelArn: string; name: string } | { problem: string };

/** The form of a new channel, and what to do with it next. */
export function CreateChannel() {
  const [form, setForm] = useState<ChannelForm>(NEW_CHANNEL);
  const [outcome, setOutcome] = useState<Outcome>();
  const [isBusy, setBusy] = useState(false);
  const keys = useTagKeys();
  if (about.value?.isReadOnly) return null;
  const { tags, problems } = readChannelForm(form, keys);
  const isWrong = Object.keys(problems).length > 0;
  const create = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isWrong || isBusy) return;
    setBusy(true);
    setOutcome(await createChannel(form.name, tags));
    setBusy(false);
  };
  return (
    <section aria-labelledby="create">
      <h2 id="create">Create a channel</h2>
      <form class="form" onSubmit={(event) => void create(event)}>
        <ChannelFields
          form={form}
          problems={problems}
          change={(changes) => setForm({ ...form, ...changes })}
        />
        <p>
          <button type="submit" class="primary" aria-disabled={isWrong || isBusy}>
            Create the channel
          </button>
        </p>
      </form>
      <div aria-live="polite">{outcome && <Created outcome={outcome} />}</div>
    </section>
  );
}

async function createChannel(name: string, tags: Record<string, string>): Promise<Outcome> {
  try {
    const { channelArn } = await act<{ channelArn: string }>({
      action: 'createChannel',
      name,
      tags,
    });
    return { channelArn, name };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function Created({ outcome }: { outcome: Outcome }) {
  if ('problem' in outcome) return <Problem message={outcome.problem} />;
  const { channelArn, name } = outcome;
  const id = channelIdOf(channelArn);
  return (
    <div class="created">
      <p>
        <strong>
          Channel{' '}
          <Link to={channelPath(id)}>
            <bdi>{name || id}</bdi>
          </Link>{' '}
          was created.
        </strong>{' '}
        Connect an encoder, and it is live half a second later. Its page shows what happens next.
      </p>
      <EncoderControls channelArn={channelArn} />
    </div>
  );
}
