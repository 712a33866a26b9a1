/**
 * A `fetch` whose responses fail when a line of them is longer than `longest` bytes. A message of MCP is a line, of JSON or of an event
 * stream; streams themselves may go on for ever.
 */
export function boundedFetch(send: typeof fetch, longest: number): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    if (response.body === null) return response;
    const body = response.body.pipeThrough(boundedLines(longest));
    const { status, statusText, headers } = response;
    return new Response(body, { status, statusText, headers });
  };
}

const lineFeed = 10;

function boundedLines(
  longest: number,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
        if (length + end - start > longest) return controller.error(tooLong(longest));
        length = 0;
        start = end + 1;
      }
      length += chunk.length - start;
      if (length > longest) controller.error(tooLong(longest));
      else controller.enqueue(chunk);
    },
  });
}

function tooLong(longest: number): Error {
  return new Error(`A message is longer than ${longest} bytes.`);
}
