import { Badge } from '../../parts/badge.tsx';
import { useTopic } from '../../state/topics.ts';
import { countsOf, outcomeTexts, type RetryAnswer } from './outcomes.ts';

/** Of so many letters, it is shown how their messages ended. */
const FEW = 5;

/** What became of each letter. */
export function Results({ results }: RetryAnswer) {
  const isFew = results.length <= FEW;
  return (
    <>
      <p>
        <strong>{countsOf(results)}</strong>
      </p>
      <ul class="results">
        {results.map((result) => {
          const { tone, text } = outcomeTexts(result);
          return (
            <li key={result.id}>
              <code>{result.id}</code> <Badge tone={tone}>{result.outcome}</Badge> <bdi>{text}</bdi>{' '}
              {isFew && result.outcome === 'queued' && <Delivery id={result.id} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** How the messages of a letter end that was queued again. */
function Delivery({ id }: { id: string }) {
  const delivery = useTopic('letter', id).answer?.letter.delivery;
  if (delivery === undefined) return <span class="quiet">How they end is shown here.</span>;
  return (
    <>
      {Object.entries(delivery).map(([outcome, count]) => (
        <Badge key={outcome} tone={outcome === 'delivered' ? 'good' : 'warn'}>
          {count} {outcome === 'deadLettered' ? 'dead again' : outcome}
        </Badge>
      ))}
    </>
  );
}
