import type { NoChannel } from '../../../../explain/explanation.ts';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Sentence } from '../../parts/sentence.tsx';

/** A channel that does not exist any more. */
export function GoneChannel({ channel: { channelArn, sentences } }: { channel: NoChannel }) {
  return (
    <>
      <div class="notice" role="status">
        <p>
          <strong>This channel does not exist.</strong> It was deleted, or its id is wrong. What is
          known of its sessions, and what was done to it, is below.
        </p>
        {sentences.map((text) => (
          <p key={text}>
            <Sentence text={text} />
          </p>
        ))}
      </div>
      <Facts>
        <Fact title="ARN">
          <code>{channelArn}</code>
        </Fact>
      </Facts>
    </>
  );
}
