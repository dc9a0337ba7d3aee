export function PlanView() {
  return <p>Plan</p>;
}
