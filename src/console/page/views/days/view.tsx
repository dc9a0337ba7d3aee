export function DaysView() {
  return <p>Days</p>;
}
