/** Instead of an empty list. */
export function NoLetters() {
  return (
    <div class="empty">
      <p>
        <strong>No dead letters.</strong> All messages were sent, and all events were handled.
      </p>
      <p>
        A message comes here if IVS refuses it, and an event if a function has failed in all its
        attempts. Then you see the reason, and can retry it once the cause is mended, or drop it.
      </p>
    </div>
  );
}
