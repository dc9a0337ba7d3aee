export function CleanupView() {
  return <p>Cleanup</p>;
}
