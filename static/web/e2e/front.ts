import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { listen } from './line';

/**
 * A proxy before the program that forwards everything. Once `newer` is set, it
 * serves a newer version of the page's worker.
 */
export class Front {
  base = '';
  /** The port of the program on this machine. */
  to = 0;
  newer = false;
  private readonly server = createServer((req, res) => {
    const far = request(this.address(req), (answer) => {
      const { 'content-length': _, ...headers } = answer.headers;
      res.writeHead(answer.statusCode ?? 502, headers);
      const changed = this.newer && req.url === '/sw.js';
      answer.on('data', (b) => res.write(b));
      answer.on('end', () => res.end(changed ? '\n// newer\n' : undefined));
    });
    far.on('error', () => res.destroy());
    req.pipe(far);
  });

  constructor() {
    this.server.on('upgrade', (req, near, head) => {
      const far = connect(this.to, '127.0.0.1');
      const lines = [`${req.method} ${req.url} HTTP/1.1`];
      for (let i = 0; i < req.rawHeaders.length; i += 2)
        lines.push(`${req.rawHeaders[i]}: ${req.rawHeaders[i + 1]}`);
      far.write(`${lines.join('\r\n')}\r\n\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
    });
  }

  async open(): Promise<string> {
    this.base = await listen(this.server);
    return this.base;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private address(req: IncomingMessage) {
    const headers = { ...req.headers };
    // Text cannot be added to a compressed file.
    if (req.url === '/sw.js') headers['accept-encoding'] = 'identity';
    if (this.newer) delete headers['if-none-match'];
    return { host: '127.0.0.1', port: this.to, path: req.url, method: req.method, headers };
  }
}
