import { useState } from 'preact/hooks';
import type { StoredLetter } from '../../../../dead-letters/letter.ts';
import type { LettersAnswer } from '../../../../dead-letters/list.ts';
import { matches } from '../../format/matches.ts';
import { More } from '../../parts/pager.tsx';
import { Search } from '../../parts/search.tsx';
import { Problem, WithAnswer } from '../../parts/state.tsx';
import { useParameter } from '../../routing/query.ts';
import { useTopic } from '../../state/topics.ts';
import { useList } from '../../state/use-list.ts';
import { LetterDialog } from './letter-dialog.tsx';
import './letters.css';
import { LetterTable } from './letter-table.tsx';
import { NoLetters } from './no-letters.tsx';
import { SelectionBar } from './selection-bar.tsx';

/** What could not be sent or handled, and what can be done about it. */
export function LettersView() {
  const state = useTopic('letters');
  const list = useList('letters', state.answer, lettersOf, idOf);
  const [search] = useParameter('q');
  const [open, setOpen] = useParameter('letter');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const shown = list.items.filter((letter) => fits(search, letter));
  const chosen = list.items.filter(({ id }) => selected.has(id));
  return (
    <>
      <WithAnswer state={state}>
        {() =>
          list.items.length === 0 && !list.hasMore ? (
            <NoLetters />
          ) : (
            <>
              <div class="filters">
                <Search label="Filter" placeholder="any text of a letter" />
              </div>
              <SelectionBar shown={shown} chosen={chosen} setSelected={setSelected} />
              <LetterTable letters={shown} chosen={chosen} {...{ setSelected, setOpen }} />
            </>
          )
        }
      </WithAnswer>
      {list.problem !== undefined && <Problem message={list.problem} />}
      <More {...list} />
      {open !== '' && <LetterDialog key={open} id={open} onClose={() => setOpen('')} />}
    </>
  );
}

const lettersOf = ({ letters }: LettersAnswer): readonly StoredLetter[] => letters;
const idOf = ({ id }: StoredLetter): string => id;

const fits = (search: string, letter: StoredLetter): boolean =>
  matches(
    search,
    { channelArn: letter.channelArn ?? '' },
    ...[letter.reason, letter.functionName, letter.preview, letter.id],
  );
