import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';

/** An event of a newer service: its name, and its payload as it came. */
export interface UnknownEvent {
  readonly unknownEvent: { readonly name: string; readonly payload: Uint8Array };
}

/** A message of the event stream as the SDK decodes it. */
interface Frame {
  readonly headers: Readonly<Record<string, { readonly value: unknown }>>;
  readonly body: Uint8Array;
}

type Marshaller = BedrockRuntimeClient['config']['eventStreamMarshaller'];
type Deserialize = (event: Record<string, Frame>) => Promise<unknown>;

/**
 * Makes a client hand on events that its SDK does not know. Without this they vanish between the wire and the iterator, so a
 * service that says something new would be misread without a trace. Unknown exceptions stay errors.
 */
export function keepUnknownEvents(client: {
  readonly config: { eventStreamMarshaller: Marshaller };
}): void {
  const { config } = client;
  const inner = config.eventStreamMarshaller;
  config.eventStreamMarshaller = {
    serialize: (input, serializer) => inner.serialize(input, serializer),
    deserialize: (body, deserializer) =>
      inner.deserialize(body, kept(deserializer as Deserialize) as typeof deserializer),
  };
}

function kept(deserialize: Deserialize): Deserialize {
  return async (event) => {
    const read = await deserialize(event);
    const [name, frame] = Object.entries(event)[0] ?? [];
    if (name === undefined || frame?.headers[':message-type']?.value !== 'event') return read;
    const unknown = (read as { readonly $unknown?: unknown }).$unknown !== undefined;
    return unknown ? { unknownEvent: { name, payload: frame.body } } : read;
  };
}
