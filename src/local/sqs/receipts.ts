/** Makes a receipt handle, which is opaque to consumers: it holds the queue, the message and the receive. */
export function formatHandle(queue: string, messageId: string, receive: string): string {
  return Buffer.from(`${queue}\n${messageId}\n${receive}`).toString('base64url');
}

/** @returns the message's id; undefined if the text is not a handle of this queue */
export function parseHandle(queue: string, handle: string): string | undefined {
  const [name, messageId, receive] = Buffer.from(handle, 'base64url').toString().split('\n');
  return name === queue && receive ? messageId : undefined;
}
