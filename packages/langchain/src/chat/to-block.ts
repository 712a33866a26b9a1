import type { Part } from '@ashlar/core';
import { cannotCarry } from '../errors.ts';
import type { Block, Dialect } from './dialect.ts';

/** The content block of a part; none for text without a visible character. Labels stay here. */
export function toBlock(part: Part, dialect: Dialect, model: string): Block[] {
  switch (part.type) {
    case 'text':
      if (part.citations !== undefined) {
        throw refused('citations of an earlier answer', 'Leave them out of the history.');
      }
      return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
    case 'json':
      return [{ type: 'text', text: JSON.stringify(part.value) }];
    case 'image':
      return [dialect.image(part) ?? no('this image')];
    case 'audio':
      return [dialect.audio(part) ?? no('this audio')];
    case 'video':
      return [dialect.video(part) ?? no('this video')];
    case 'document':
      return [dialect.document(part) ?? no(documentProblem(part))];
    case 'reasoning':
      return [dialect.reasoning(part) ?? no('this reasoning')];
    case 'cache-point':
      return [dialect.cachePoint(part) ?? no('cache points')];
    case 'search-result':
      throw refused('search results', 'Send the passages as text.');
    case 'other':
      if (part.vendor === 'langchain' && dialect.repeatsUnknown)
        return [part.raw as Block & object];
      throw refused(
        `a part in the vocabulary of ${part.vendor} (${Object.keys(part.raw).join(', ')})`,
        'Remove it from the history.',
      );
    case 'tool-call':
    case 'tool-result':
      throw refused(`a ${part.type} in this place`, 'Put it into a turn of its own role.');
  }

  function no(what: string): never {
    throw refused(what, 'Use text, or a native adapter.');
  }

  function refused(what: string, instead: string): Error {
    return cannotCarry(model, what, instead);
  }
}

function documentProblem(part: Extract<Part, { type: 'document' }>): string {
  if (part.citations === true) return 'a document that is to be cited';
  return part.context === undefined ? 'this document' : 'the context of a document';
}
