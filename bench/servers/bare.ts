import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The fastest possible server: it ignores the request and answers 204.

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  request.resume();
  response.writeHead(204).end();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ endpoint: `http://127.0.0.1:${port}` });
});
