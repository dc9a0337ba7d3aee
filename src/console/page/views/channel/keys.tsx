import type { Explanation, KeyView } from '../../../../explain/explanation.ts';
import { Since, Time } from '../../parts/time.tsx';

/** The stream keys, without their values. */
export function Keys({ channel }: { channel: Explanation }) {
  const { keys, revokingSince } = channel;
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">Stream keys</h2>
      {revokingSince !== undefined && (
        <p class="warn">
          A revocation began <Time at={revokingSince} /> and is not complete. The stage goes on with
          it every minute.
        </p>
      )}
      {keys.length === 0 ? (
        <p class="empty">
          The channel has no stream key, so no encoder can connect. A valid tag rotate-key creates
          one; so does <code>aws ivs create-stream-key</code>.
        </p>
      ) : (
        <ul class="plain">
          {keys.map((key) => (
            <li key={key.arn}>
              <code>{key.arn}</code> <KeyAge of={key} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function KeyAge({ of: { since, created } }: { of: KeyView }) {
  if (since === undefined) return <span class="quiet">not seen by ivs-autopilot yet</span>;
  return (
    <span class="quiet">
      {created ? 'created' : 'first seen'} <Time at={since} /> (<Since at={since} /> ago)
    </span>
  );
}
