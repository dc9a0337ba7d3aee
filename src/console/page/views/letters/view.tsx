export function LettersView() {
  return <p>Letters</p>;
}
