const http = require('node:http');
const { registerHooks } = require('node:module');

// Loaded before Lambda's runtime interface client (`node --require`): the client gets this module where it asks for
// its native part, ./rapid-client.node, whose three functions are here in JavaScript. The rest of it is Amazon's.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

const NATIVE = './rapid-client.node';
const INVOCATION = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === NATIVE ? __filename : specifier, context),
});

/** The last answer, while it is on its way. The native part waits for it; here the next request does. */
let sent = Promise.resolve();

module.exports = {
  /** Waits for an invocation. */
  async next() {
    await sent;
    const { headers, body } = await request('GET', `${INVOCATION}/next`);
    return { headers, bodyJson: body };
  },
  done(id, body) {
    sent = request('POST', `${INVOCATION}/${id}/response`, body);
  },
  error(id, body, xray) {
    const headers = { 'Lambda-Runtime-Function-XRay-Error-Cause': xray };
    sent = request('POST', `${INVOCATION}/${id}/error`, body, headers);
  },
};

function request(method, url, content, headers = {}) {
  return new Promise((resolve, reject) => {
    const sending = http.request(url, { method, headers }, (response) => {
      const chunks = [];
      response.on('error', reject);
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const { headers, statusCode } = response;
        if (statusCode >= 400) reject(new Error(`${method} ${url}: ${statusCode}`));
        else resolve({ headers, body: Buffer.concat(chunks).toString() });
      });
    });
    sending.on('error', reject);
    sending.end(content);
  });
}
