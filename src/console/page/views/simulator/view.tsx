import { Empty, WithAnswer } from '../../parts/state.tsx';
import { about } from '../../state/about.ts';
import { useTopic } from '../../state/topics.ts';
import { SimulatedChannels } from './channels.tsx';
import { CreateChannel } from './create-channel.tsx';
import { Faults } from './faults.tsx';
import { Quotas } from './quotas.tsx';
import { Report } from './report.tsx';
import { Reset } from './reset.tsx';
import './simulator.css';

/** The simulated IVS of the one-machine stack. */
export function SimulatorView() {
  if (about.value && !about.value.isLocal)
    return <Empty>This stage uses the real Amazon IVS. There is no simulator.</Empty>;
  return <Simulator />;
}

function Simulator() {
  const state = useTopic('simulator');
  return (
    <>
      <CreateChannel />
      <WithAnswer state={state}>
        {(simulator) => (
          <>
            <SimulatedChannels channels={simulator.channels} />
            <Faults faults={simulator.faults} />
            <Quotas quotas={simulator.quotas} />
            <Report violations={simulator.violations} requests={simulator.requests} />
          </>
        )}
      </WithAnswer>
      <Reset />
    </>
  );
}
