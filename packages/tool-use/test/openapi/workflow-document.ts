/** What makes real documents hard: 3.1, recursion over several schemas, inheritance, discriminators, names nobody expects. */
export function workflowDocument() {
  return {
    openapi: '3.1.0',
    info: { title: 'Workflows', version: '2' },
    servers: [{ url: '/api' }],
    paths: {
      '/work flows/{name}/runs/{*rest}': {
        post: {
          summary: 'Starts a run',
          parameters: [
            { $ref: '#/components/parameters/Name' },
            {
              name: '*rest',
              in: 'path',
              required: true,
              style: 'matrix',
              schema: { type: 'integer' },
            },
            { name: 'name', in: 'query', schema: { type: ['string', 'null'] } },
            { name: '$top', in: 'query', schema: { type: 'integer', exclusiveMinimum: 0 } },
          ],
          requestBody: { $ref: '#/components/requestBodies/Run' },
          responses: {},
        },
      },
      '/upload': {
        post: {
          operationId: 'upload',
          requestBody: { required: true, content: { 'multipart/form-data': { schema: {} } } },
          responses: {},
        },
      },
    },
    components: {
      parameters: {
        Name: {
          name: 'name',
          in: 'path',
          required: true,
          schema: { type: 'string', minLength: 1 },
        },
      },
      requestBodies: {
        Run: {
          description: 'The first step, with all that follow.',
          required: true,
          content: {
            'application/vnd.flow+json': { schema: { $ref: '#/components/schemas/Step' } },
          },
        },
      },
      schemas: {
        Step: {
          oneOf: [
            { $ref: '#/components/schemas/Send' },
            { $ref: '#/components/schemas/Wait' },
            { $ref: '#/components/schemas/All' },
          ],
          discriminator: {
            propertyName: 'kind',
            mapping: {
              send: '#/components/schemas/Send',
              wait: 'Wait',
              all: '#/components/schemas/All',
            },
          },
        },
        Base: {
          type: 'object',
          required: ['kind'],
          properties: { kind: { type: 'string' }, note: { type: ['string', 'null'] } },
        },
        Send: {
          allOf: [
            { $ref: '#/components/schemas/Base' },
            {
              type: 'object',
              required: ['to'],
              properties: {
                to: { type: 'string', format: 'email' },
                priority: { enum: ['low', 'high'] },
              },
            },
          ],
        },
        Wait: {
          allOf: [
            { $ref: '#/components/schemas/Base' },
            { properties: { seconds: { type: 'integer', minimum: 1 } }, required: ['seconds'] },
          ],
        },
        All: {
          allOf: [
            { $ref: '#/components/schemas/Base' },
            {
              properties: {
                steps: { type: 'array', items: { $ref: '#/components/schemas/Step' } },
              },
              required: ['steps'],
            },
          ],
        },
      },
    },
  };
}
