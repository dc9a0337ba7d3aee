import { letterFunction, type StoredLetter } from '../../../../dead-letters/letter.ts';
import { bytesText, countText } from '../../format/units.ts';
import { Badge } from '../../parts/badge.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Time } from '../../parts/time.tsx';
import { now } from '../../state/now.ts';
import { adviceFor, isExpired } from './outcomes.ts';

/** What is known of a letter besides its content, and what to do about it. */
export function LetterFacts({ letter }: { letter: StoredLetter }) {
  const { id, channelArn, diedAt, reason, tries, bytes, messages, messagesExpireAt, ended } =
    letter;
  return (
    <Facts>
      <Fact title="Reason">
        <bdi>{reason}</bdi>
      </Fact>
      <Fact title="What to do">{!ended && adviceFor(letter)}</Fact>
      <Fact title="Ended">
        {ended && (
          <>
            {ended.how} <Time at={ended.at} /> by <bdi>{ended.by}</bdi>
            {letter.delivery && `, then ${deliveryText(letter.delivery)}`}
          </>
        )}
      </Fact>
      <Fact title="Channel">{channelArn && <code>{channelArn}</code>}</Fact>
      <Fact title="Function">{letterFunction(letter) ?? 'not known'}</Fact>
      <Fact title="Died">
        <Time at={diedAt} />
      </Fact>
      <Fact title="Tries">{tries !== undefined && countText(tries)}</Fact>
      <Fact title="Size">{bytesText(bytes)}</Fact>
      <Fact title="Messages">{messages !== undefined && countText(messages)}</Fact>
      <Fact title="Expiry">
        {messagesExpireAt && (
          <>
            <Time at={messagesExpireAt} />{' '}
            {isExpired(letter, now.value) && <Badge tone="warn">expired</Badge>}
          </>
        )}
      </Fact>
      <Fact title="Id">
        <code>{id}</code>
      </Fact>
    </Facts>
  );
}

const deliveryText = (delivery: NonNullable<StoredLetter['delivery']>): string =>
  Object.entries(delivery)
    .map(([outcome, count]) => `${count} ${outcome === 'deadLettered' ? 'dead again' : outcome}`)
    .join(', ');
