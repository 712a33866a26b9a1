import type { Json, JsonObject } from '@ashlar/core';
import { parseJson } from '../parse-json.ts';
import { at, isObject, listAt, objectAt, stringAt } from '../wire/read.ts';
import { first, firstBlock, has, toolsOf, turnsOf } from './turns.ts';

/** A rule that no schema can say. */
export interface ConversationRule {
  readonly name: string;
  /** Where the rule and its words come from. */
  readonly source: string;
  /** The message for the first fault; `body` has passed the check of its shape. */
  readonly check: (body: JsonObject) => string | undefined;
}

const published = 'published client, documentation of Message.content; wording ours';

export const conversationRules: readonly ConversationRule[] = [
  {
    name: 'first message is from the user',
    source: 'words: langgenius/dify #12340, elastic/kibana #246393',
    check: (body) =>
      turnsOf(body)[0]?.role === 'user'
        ? undefined
        : 'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
  },
  {
    name: 'roles alternate',
    source: 'words: langchain-ai/langchain-aws #130',
    check: (body) =>
      turnsOf(body).some(({ role }, index, all) => role === all[index - 1]?.role)
        ? 'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.'
        : undefined,
  },
  {
    name: 'messages have content',
    source: 'words: earendil-works/pi #3443',
    check: (body) =>
      first(turnsOf(body), ({ place, content }) =>
        content.length === 0
          ? `The content field in the Message object at ${place} is empty. Add a ContentBlock object to the content field and try again.`
          : undefined,
      ),
  },
  {
    name: 'text is not blank',
    source:
      'words: earendil-works/pi #4975; not inside tool results: NousResearch/hermes-agent #55092',
    check: (body) =>
      firstBlock(body, (block, { place }) =>
        stringAt(block, 'text')?.trim() === ''
          ? `The text field in the ContentBlock object at ${place} is blank. Add text to the text field, and try again.`
          : undefined,
      ),
  },
  {
    name: 'tool blocks need a toolConfig',
    source: 'words: patriceckhart/zot #18, vxcontrol/pentagi #196',
    check: (body) =>
      objectAt(body, 'toolConfig') === undefined
        ? firstBlock(body, (block) =>
            at(block, 'toolUse') !== undefined || at(block, 'toolResult') !== undefined
              ? 'The toolConfig field must be defined when using toolUse and toolResult content blocks.'
              : undefined,
          )
        : undefined,
  },
  {
    name: 'tool inputs, results as JSON and schemas are objects',
    source:
      'words: vercel/ai #19023, deepset-ai/haystack-core-integrations #3766, aws/aws-sdk-net #3377',
    check: (body) => {
      const place = firstBlock(body, notAnObject) ?? first(toolsOf(body), schemaNotAnObject);
      return place === undefined
        ? undefined
        : `The format of the value at ${place} is invalid. Provide a json object for the field and try again.`;
    },
  },
  {
    name: 'ids of tool blocks are unique in a message',
    source: 'words: bvcyber/Cyber-AutoAgent-ng #72, BerriAI/litellm #20047',
    check: (body) =>
      first(turnsOf(body), ({ place, content }) =>
        first(['toolUse', 'toolResult'] as const, (kind) => {
          const ids = idsOf(content, kind);
          const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
          return twice.size === 0
            ? undefined
            : `The ${kind} blocks at ${place}.content contain duplicate Ids: ${[...twice].join(', ')}`;
        }),
      ),
  },
  {
    name: 'no more tool results than tool uses before them',
    source: 'words: strands-agents/harness-sdk #1435, Just-Curieous/Curie #16',
    check: (body) =>
      first(turnsOf(body), ({ place, content }, index, turns) => {
        const results = idsOf(content, 'toolResult');
        const uses = idsOf(turns[index - 1]?.content ?? [], 'toolUse');
        return results.length > uses.length
          ? `The number of toolResult blocks at ${place}.content exceeds the number of toolUse blocks of previous turn.`
          : undefined;
      }),
  },
  {
    name: 'every tool use has its result in the next turn',
    source: 'words: camel-ai/camel #3954, agno-agi/agno #6698',
    check: (body) =>
      first(turnsOf(body), ({ place, content }, index, turns) => {
        const results = new Set(idsOf(content, 'toolResult'));
        const uses = idsOf(turns[index - 1]?.content ?? [], 'toolUse');
        const missing = uses.filter((id) => !results.has(id));
        return missing.length > 0
          ? `Expected toolResult blocks at ${place}.content for the following Ids: ${missing.join(', ')}`
          : undefined;
      }),
  },
  {
    name: 'a failed tool result says something',
    source: 'words: aws-samples/sample-multi-agent-orchestration-chat-on-agentcore #15',
    check: (body) =>
      firstBlock(body, (block, { place }) => {
        const result = objectAt(block, 'toolResult');
        return stringAt(result, 'status') === 'error' && listAt(result, 'content')?.length === 0
          ? `The content field at ${place}.toolResult cannot be empty when status value is error.`
          : undefined;
      }),
  },
  {
    name: 'a document comes with a text',
    source: published,
    check: (body) =>
      first(turnsOf(body), ({ place, content }) =>
        has(content, 'document') && !has(content, 'text')
          ? `The content field in the Message object at ${place} has a document block without a text block. Add a text block and try again.`
          : undefined,
      ),
  },
  {
    name: 'images, documents and tool results come from the user, tool uses from the assistant',
    source: published,
    check: (body) =>
      firstBlock(body, (block, { place, role }) => {
        const wrong = (role === 'user' ? notFromUser : notFromAssistant).find(
          (kind) => at(block, kind) !== undefined && !isServerTool(block, kind),
        );
        return wrong === undefined
          ? undefined
          : `The ${wrong} block at ${place} can't be in a message with the role ${role}.`;
      }),
  },
  {
    name: 'at most 20 images and five documents in a message',
    source: published,
    check: (body) =>
      first(turnsOf(body), ({ place, content }) => {
        const over = (
          [
            ['image', 20],
            ['document', 5],
          ] as const
        ).find(
          ([kind, most]) => content.filter((block) => at(block, kind) !== undefined).length > most,
        );
        return over === undefined
          ? undefined
          : `The message at ${place} has more than ${over[1]} ${over[0]} blocks.`;
      }),
  },
  {
    name: 'names of documents are plain',
    source: 'published client, documentation of DocumentBlock.name; wording ours',
    check: (body) =>
      firstBlock(body, (block) => {
        const name = stringAt(objectAt(block, 'document'), 'name') ?? 'plain';
        return /^[\p{L}\p{N}\s()[\]-]+$/u.test(name) && !/\s\s/.test(name)
          ? undefined
          : "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character.";
      }),
  },
  {
    name: 'schemas of tools describe an object',
    source: 'words: kirodotdev/Kiro #11026, aaif-goose/goose #5064',
    check: (body) =>
      first(toolsOf(body), (tool, index) => {
        const schema = objectAt(objectAt(tool, 'toolSpec'), 'inputSchema');
        return at(tool, 'toolSpec') !== undefined &&
          stringAt(objectAt(schema, 'json'), 'type') !== 'object'
          ? `The value at toolConfig.tools.${index}.toolSpec.inputSchema.json.type must be one of the following: object.`
          : undefined;
      }),
  },
  {
    name: 'the chosen tool is one of the tools',
    source: 'our reading of ToolChoice; wording ours',
    check: (body) => {
      const choice = objectAt(objectAt(body, 'toolConfig'), 'toolChoice');
      const name = stringAt(objectAt(choice, 'tool'), 'name');
      const names = toolsOf(body).map((tool) => stringAt(objectAt(tool, 'toolSpec'), 'name'));
      return name === undefined || names.includes(name)
        ? undefined
        : `The tool ${name} at toolConfig.toolChoice.tool.name is not one of toolConfig.tools.`;
    },
  },
  {
    name: 'the output schema is JSON',
    source: 'published client, documentation of JsonSchemaDefinition.schema; wording ours',
    check: (body) => {
      const structure = objectAt(
        objectAt(objectAt(body, 'outputConfig'), 'textFormat'),
        'structure',
      );
      const schema = stringAt(objectAt(structure, 'jsonSchema'), 'schema');
      return schema === undefined || isObject(parseJson(schema))
        ? undefined
        : 'The value at outputConfig.textFormat.structure.jsonSchema.schema is not a JSON schema. Provide a JSON object as a string.';
    },
  },
];

/** Where a tool block has JSON that is no object. */
function notAnObject(block: Json, { place }: { readonly place: string }): string | undefined {
  const input = at(objectAt(block, 'toolUse'), 'input');
  if (input !== undefined && !isObject(input)) return `${place}.toolUse.input`;
  return first(listAt(objectAt(block, 'toolResult'), 'content') ?? [], (item, index) => {
    const json = at(item, 'json');
    return json === undefined || isObject(json)
      ? undefined
      : `${place}.toolResult.content.${index}.json`;
  });
}

function schemaNotAnObject(tool: Json, index: number): string | undefined {
  const json = at(objectAt(objectAt(tool, 'toolSpec'), 'inputSchema'), 'json');
  return json === undefined || isObject(json)
    ? undefined
    : `toolConfig.tools.${index}.toolSpec.inputSchema.json`;
}

/** Ids of the tools that the client runs; those of the service have a type and no turn of their own. */
function idsOf(content: readonly Json[], kind: 'toolUse' | 'toolResult'): string[] {
  return content.flatMap((block) => {
    const id = stringAt(objectAt(block, kind), 'toolUseId');
    return id === undefined || isServerTool(block, kind) ? [] : [id];
  });
}

function isServerTool(block: Json, kind: string): boolean {
  return stringAt(objectAt(block, kind), 'type') !== undefined;
}

const notFromUser = ['toolUse', 'reasoningContent'];
const notFromAssistant = ['image', 'document', 'video', 'toolResult'];
