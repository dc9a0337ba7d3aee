import { Since } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import type { Need } from './needs.ts';

/** What needs an operator, with what to do about it. Calm if there is nothing. */
export function Needs({ needs, isKnown }: { needs: readonly Need[]; isKnown: boolean }) {
  return (
    <section aria-label="What needs an operator" class="needs">
      {needs.length === 0 && (
        <p class={isKnown ? 'calm' : 'loading'}>
          {isKnown ? 'Nothing needs an operator.' : 'Loading…'}
        </p>
      )}
      <ul>
        {needs.map((need) => (
          <One key={need.id} need={need} />
        ))}
      </ul>
    </section>
  );
}

function One({ need: { tone, what, since, at, todo, to, link } }: { need: Need }) {
  return (
    <li class={`need ${tone}-need`}>
      <p>
        <strong>{what}</strong>
        {since !== undefined && (
          <>
            {' '}
            For <Since at={since} />.
          </>
        )}
        {at !== undefined && (
          <>
            {' '}
            <Since at={at} /> ago.
          </>
        )}
      </p>
      <p>
        {todo} {to !== undefined && <Link to={to}>{link}</Link>}
      </p>
    </li>
  );
}
