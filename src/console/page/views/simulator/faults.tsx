import { ActButton } from '../../parts/act-button.tsx';
import { act } from '../../state/actions.ts';
import { FAULT_PRESETS, isActive, toggled } from './fault-presets.ts';
import { JsonForm } from './json-form.tsx';

/** What goes wrong in the simulator and in the services of the stack. */
export function Faults({ faults }: { faults: unknown }) {
  const hasFaults = Object.keys(Object(faults)).length > 0;
  return (
    <section aria-labelledby="faults">
      <h2 id="faults">Faults</h2>
      <p role="status">{hasFaults ? 'Faults are set.' : 'No faults are set.'}</p>
      <ul class="faults">
        {FAULT_PRESETS.map((preset) => (
          <li key={preset.name}>
            <ActButton
              action={{ action: 'setFaults', faults: toggled(faults, preset) }}
              pressed={isActive(faults, preset)}
            >
              {preset.name}
            </ActButton>{' '}
            <span class="quiet">{preset.effect}</span>
          </li>
        ))}
      </ul>
      {hasFaults && (
        <ActButton action={{ action: 'setFaults', faults: {} }} class="primary">
          Remove all faults
        </ActButton>
      )}
      <details>
        <summary>All faults as JSON</summary>
        <JsonForm
          label="Faults"
          hint="It replaces all faults. The members are in docs/simulator.md and docs/one-machine.md."
          current={faults}
          confirm="Set these faults"
          send={(value) => act({ action: 'setFaults', faults: value })}
        />
      </details>
    </section>
  );
}
