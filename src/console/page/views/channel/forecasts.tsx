import type { Explanation } from '../../../../explain/explanation.ts';
import { Sentence } from '../../parts/sentence.tsx';
import { Time, Until } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { now } from '../../state/now.ts';
import { type ForecastTexts, forecastTexts } from './forecast-texts.ts';

/** What will happen to the channel and its key, when and why. */
export function Forecasts({ channel }: { channel: Explanation }) {
  const { cleanup, rotation, stopped, sentences } = channel;
  const waits = stopped !== undefined && cleanup.reason === 'limit-reached';
  return (
    <section aria-labelledby="next">
      <h2 id="next">What happens next</h2>
      <div class="forecasts">
        <Forecast
          title="Deletion"
          texts={forecastTexts(cleanup, now.value, waits)}
          nextLookAt={cleanup.nextLookAt}
        />
        <Forecast
          title="Stream key"
          texts={forecastTexts(rotation, now.value, false)}
          nextLookAt={rotation.nextLookAt}
        />
      </div>
      <ul class="sentences">
        {sentences.map((text) => (
          <li key={text}>
            <Sentence text={text} />
          </li>
        ))}
      </ul>
      {stopped && (
        <p>
          Cleanup has stopped itself.{' '}
          <Link to="/cleanup">See the channels that wait for approval</Link>
        </p>
      )}
    </section>
  );
}

interface ForecastProps {
  title: string;
  texts: ForecastTexts;
  nextLookAt: string | undefined;
}

function Forecast({ title, texts, nextLookAt }: ForecastProps) {
  const { what, at, when, ifEndedNow, tone } = texts;
  return (
    <div class="forecast">
      <h3>{title}</h3>
      <p class={`what ${tone}`}>
        {what}
        {at !== undefined && (
          <>
            {' '}
            <Until at={at} />
          </>
        )}
      </p>
      {(at !== undefined || when !== undefined) && (
        <p>
          {at !== undefined && (
            <>
              at <Time at={at} />
              {when !== undefined && ', '}
            </>
          )}
          {when}
          {ifEndedNow !== undefined && (
            <>
              ; <Until at={ifEndedNow} /> if it ended now
            </>
          )}
        </p>
      )}
      <p class="quiet">
        Looked at again <NextLook at={nextLookAt} />
      </p>
    </div>
  );
}

function NextLook({ at }: { at: string | undefined }) {
  if (at === undefined) return <>when something changes</>;
  // The passes run every minute.
  return Date.parse(at) <= now.value ? <>within a minute</> : <Until at={at} />;
}
