// Types of the parts of mux.js that the tests use. The package has no types of its own.

declare module 'mux.js/lib/m2ts/index.js' {
  interface Stream {
    pipe<Next extends Stream>(next: Next): Next;
    on(event: string, listener: (data: never) => void): void;
    push(bytes: Uint8Array): void;
    flush(): void;
  }
  const m2ts: Record<
    'TransportPacketStream' | 'TransportParseStream' | 'ElementaryStream' | 'MetadataStream',
    new () => Stream
  >;
  export default m2ts;
}

declare module 'mux.js/lib/codecs/index.js' {
  import type { Stream } from 'mux.js/lib/m2ts/index.js';

  const codecs: { Adts: new () => Stream; h264: { H264Stream: new () => Stream } };
  export default codecs;
}
