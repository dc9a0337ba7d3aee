export function SessionView() {
  return <p>Session</p>;
}
