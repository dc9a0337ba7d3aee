export function LiveView() {
  return <p>Live</p>;
}
