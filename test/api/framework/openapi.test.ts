import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiFixture, createApiFixture } from '../fixture.js';

/** What OpenAPI 3.1 asks of the parts we use. */
const schema: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({
      $ref: z.string().regex(/^#\/components\/schemas\/\w+$/),
      description: z.string().optional(),
    }),
    z.looseObject({
      type: z.union([primitive, z.array(primitive)]).optional(),
      properties: z.record(z.string(), schema).optional(),
      items: schema.optional(),
      oneOf: z.array(schema).optional(),
      anyOf: z.array(schema).optional(),
      allOf: z.array(schema).optional(),
      required: z.array(z.string()).optional(),
      enum: z.array(z.unknown()).optional(),
      additionalProperties: z.union([z.boolean(), schema]).optional(),
      pattern: z.string().refine(isWholePattern).optional(),
      nullable: z.never().optional(),
    }),
  ]),
);
/** Flags cannot be written down in a document: a pattern that had some would end in them. */
function isWholePattern(pattern: string): boolean {
  return pattern.startsWith('^') && pattern.endsWith('$') && new RegExp(pattern, 'u').source !== '';
}
const primitive = z.enum(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
const content = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema }));
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  tags: z.array(z.string().min(1)),
  summary: z.string().min(1),
  description: z.string().optional(),
  security: z.tuple([z.strictObject({ apiKey: z.tuple([]) })]),
  'x-permission': z.string(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        schema,
        required: z.boolean().optional(),
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(
    z.string().regex(/^\d{3}$/),
    z.strictObject({ description: z.string().min(1), content: content.optional() }),
  ),
});
const document = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  components: z.strictObject({
    securitySchemes: z.strictObject({
      apiKey: z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer') }),
    }),
    schemas: z.record(z.string(), schema),
    parameters: z.strictObject({}).optional(),
  }),
  paths: z.record(
    z.string().startsWith('/v1/'),
    z.partialRecord(z.enum(['get', 'post', 'patch', 'delete']), operation),
  ),
  webhooks: z.strictObject({}).optional(),
});

let api: ApiFixture;
let described: z.infer<typeof document>;

beforeAll(async () => {
  api = await createApiFixture({
    sandbox: { now: () => 0, advance: () => Promise.resolve({ settled: true }) },
  });
  const answer = await api.ask('/v1/openapi.json', { as: null });
  expect(answer.status).toBe(200);
  described = document.parse(answer.body);
});

describe('the document', () => {
  it('has every route of the table and no other', () => {
    const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { 'x-permission': permission }]) => `${method} ${path} ${permission}`,
      ),
    );
    const table = api.routes.map(({ method, path, permission }) => `${method} ${path} ${permission}`);
    expect(operations.sort()).toEqual(table.sort());
  });

  it('gives every operation a name of its own and every parameter of its path a place', () => {
    const names = new Set<string>();
    for (const [path, methods] of Object.entries(described.paths)) {
      for (const [method, { operationId, parameters = [] }] of Object.entries(methods)) {
        expect(names, `${method} ${path}`).not.toContain(operationId);
        names.add(operationId);
        const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
        const required = parameters.filter(
          (parameter) => parameter.in === 'path' && parameter.required === true,
        );
        expect(required.map(({ name }) => name)).toEqual(inPath);
      }
    }
  });

  it('has no dangling reference', () => {
    const pointers = JSON.stringify(described).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
    for (const [, name = ''] of pointers) expect(Object.keys(described.components.schemas)).toContain(name);
  });

  it('describes bodies as the checks require them', () => {
    const payment =
      described.paths['/v1/accounts/{id}/payments']?.post?.requestBody?.content['application/json'];
    expect(payment?.schema).toMatchObject({
      additionalProperties: false,
      required: ['amount', 'method'],
      properties: { amount: { type: 'string' }, receivedAt: { type: 'string', format: 'date-time' } },
    });
    const types = Object.keys(described.paths['/v1/usage']?.post?.requestBody?.content ?? {});
    expect(types).toEqual([
      'application/json',
      'application/cloudevents-batch+json',
      'application/cloudevents+json',
    ]);
    const answered = described.paths['/v1/accounts']?.get?.responses['200']?.content?.['application/json'];
    expect(answered?.schema).toMatchObject({
      required: ['data', 'next'],
      properties: { next: { type: ['string', 'null'] } },
    });
  });
});
