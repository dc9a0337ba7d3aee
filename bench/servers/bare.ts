import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The least that a server can do: read nothing, know nothing, answer 204.

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  request.resume();
  response.writeHead(204).end();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ endpoint: `http://127.0.0.1:${port}` });
});
