import { objectAt, stringAt } from '../wire/read.ts';
import type { OperationCall } from './call.ts';

/** Answers GenerateQuery with the SQL that the emulator's `toSql` makes of a text. */
export async function generateQuery(call: OperationCall): Promise<void> {
  const { body, engines, record } = call;
  const text = stringAt(objectAt(body, 'queryGenerationInput'), 'text') ?? '';
  const configuration = objectAt(
    objectAt(objectAt(body, 'transformationConfiguration'), 'textToSqlConfiguration'),
    'knowledgeBaseConfiguration',
  );
  const arn = stringAt(configuration, 'knowledgeBaseArn') ?? '';
  record.resource = arn;
  const sql = await engines.toSql(text, arn.split('/').at(-1) ?? arn);
  await call.reply.body({
    queries: [sql].flat().map((one) => ({ type: 'REDSHIFT_SQL', sql: one })),
  });
}
