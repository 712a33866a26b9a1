/** A shop as many services describe themselves: OpenAPI 3.0, components, parameters of every place and style. */
export function shopDocument(url: string) {
  return {
    openapi: '3.0.3',
    info: { title: 'Shop', version: '1.0.0' },
    servers: [{ url: '{origin}/v1', variables: { origin: { default: url } } }],
    security: [{ oauth: ['orders'] }],
    paths: {
      '/pets': {
        parameters: [{ $ref: '#/components/parameters/Tenant' }],
        get: {
          operationId: 'pets.list',
          summary: 'Lists pets',
          description: 'Newest first.',
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
            { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
            {
              name: 'ids',
              in: 'query',
              style: 'pipeDelimited',
              explode: false,
              schema: { type: 'array', items: { type: 'integer' } },
            },
            {
              name: 'filter[age]',
              in: 'query',
              style: 'deepObject',
              explode: true,
              schema: { type: 'object', properties: { min: { type: 'integer' } } },
            },
            {
              name: 'where',
              in: 'query',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
            { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
            { name: 'Authorization', in: 'header', required: true, schema: { type: 'string' } },
            { name: 'theme', in: 'cookie', schema: { type: 'string' } },
          ],
          responses: { 200: { description: 'The pets' } },
        },
        post: {
          operationId: 'pets.create',
          summary: 'Adds a pet',
          parameters: [
            { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json; charset=utf-8': { schema: { $ref: '#/components/schemas/Pet' } },
            },
          },
          responses: { 201: { description: 'Added' } },
        },
      },
      '/pets/{petId}': {
        parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'string' } }],
        get: { operationId: 'pets.get', responses: {} },
        put: {
          operationId: 'pets.replace',
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
          },
          responses: {},
        },
        delete: { operationId: 'pets.remove', security: [], responses: {} },
      },
      '/login': {
        post: {
          operationId: 'search',
          security: [],
          requestBody: {
            required: true,
            content: {
              'application/x-www-form-urlencoded': {
                schema: {
                  type: 'object',
                  required: ['q'],
                  properties: { q: { type: 'string' }, page: { type: 'integer', nullable: true } },
                },
              },
            },
          },
          responses: {},
        },
      },
      '/old': { get: { deprecated: true, responses: {} } },
    },
    components: {
      parameters: {
        Tenant: { name: 'X-Api-Key', in: 'header', required: true, schema: { type: 'string' } },
      },
      securitySchemes: {
        oauth: { type: 'oauth2', flows: {} },
        key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
      schemas: {
        Pet: {
          type: 'object',
          required: ['id', 'name'],
          properties: {
            id: { type: 'integer', format: 'int64', readOnly: true },
            name: { type: 'string', example: 'Rex' },
            weight: { type: 'number', minimum: 0, exclusiveMinimum: true, nullable: true },
            parents: { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
          },
        },
      },
    },
  };
}
