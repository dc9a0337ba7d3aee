export function SimulatorView() {
  return <p>Simulator</p>;
}
