import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Cuts a connection with a TCP reset; one with TLS, which Node cannot reset, without the note that ends a session. */
export function cutConnection(socket: Socket | undefined): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}
