/** A host and a port, as in a Host header. */
export interface Authority {
  /** In lower case; an IPv6 address is in brackets. */
  name: string;
  /** Empty for the default port, 80. */
  port: string;
}

const FORM = /^(\[[0-9a-f:.]+\]|[^\s/?#@\\:[\]*,]+)(:\d*)?$/i;

/** Almost all requests name the same host: to read it is a twentieth of the work of the one-machine stack. */
let last: { text: string; authority: Authority | undefined } | undefined;

/**
 * Reads a host with an optional port. All spellings of an address become one: `[0:0:0:0:0:0:0:1]` is `[::1]`.
 *
 * @returns undefined for any other text
 */
export function parseAuthority(text: string): Authority | undefined {
  if (last?.text !== text) last = { text, authority: readAuthority(text) };
  return last.authority;
}

function readAuthority(text: string): Authority | undefined {
  const url = `http://${text}`;
  if (!FORM.test(text) || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  return { name: hostname.replace(/\.$/, ''), port };
}

/**
 * Whether a host is this machine by definition: 127.0.0.0/8, ::1, `localhost` and the names below it
 * (https://www.rfc-editor.org/rfc/rfc6761#section-6.3). Nobody else can make such a name point to this machine.
 */
export function isLoopback({ name }: Authority): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true;
  return /^127\.\d+\.\d+\.\d+$/.test(name);
}
