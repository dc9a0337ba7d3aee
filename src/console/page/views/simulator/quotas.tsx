import { act } from '../../state/actions.ts';
import { JsonForm } from './json-form.tsx';

/** How much the simulated IVS allows. */
export function Quotas({ quotas }: { quotas: Record<string, unknown> }) {
  return (
    <section aria-labelledby="quotas">
      <h2 id="quotas">Quotas</h2>
      <details>
        <summary>All quotas as JSON</summary>
        <JsonForm
          label="Quotas"
          hint="Members that are left out stay as they are."
          current={quotas}
          confirm="Set these quotas"
          send={(value) => act({ action: 'setQuotas', quotas: value })}
        />
      </details>
    </section>
  );
}
