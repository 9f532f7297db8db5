import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Makes a server listen on a free port of this machine; returns its address. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return `http://127.0.0.1:${address.port}`;
}

/** A network that can be cut: requests under way hang without an error, as in a tunnel. */
export class Line {
  base = '';
  /** The port of the program on this machine. */
  to = 0;
  private isCut = false;
  private readonly ends = new Set<Socket>();
  private readonly server = createServer((near) => {
    const far = connect(this.to, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(from);
      from.on('data', (b) => to.write(b));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.ends.delete(from);
        to.destroy();
      });
      if (this.isCut) from.pause();
    }
  });

  async open(): Promise<string> {
    this.base = await listen(this.server);
    return this.base;
  }

  cut(): void {
    this.isCut = true;
    for (const s of this.ends) s.pause();
  }

  mend(): void {
    this.isCut = false;
    for (const s of this.ends) s.resume();
  }

  close(): void {
    for (const s of this.ends) s.destroy();
    this.server.close();
  }
}
