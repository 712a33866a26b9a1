/** The same server twice: some clients speak HTTP/2 by default, with prior knowledge. */
export interface Endpoints {
  readonly http1: string;
  readonly http2: string;
}
