import { type Connection, isGrpcServiceError } from '@temporalio/client';

/** The types of search attributes, in Temporal's words. */
export type SearchAttributeType = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';
export type SearchAttributes = Readonly<Record<string, SearchAttributeType>>;

/** Temporal's numbers for the types (IndexedValueType). */
const TYPE_NUMBERS: Readonly<Record<SearchAttributeType, number>> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};

/**
 * Registers the attributes in a namespace; existing ones stay unchanged. An unregistered attribute makes a workflow's
 * task fail forever.
 */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
  attributes: SearchAttributes,
): Promise<void> {
  const known = await knownAttributes(connection, namespace);
  const missing = Object.entries(attributes).filter(([name]) => !known.has(name));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPE_NUMBERS[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** A status of gRPC. */
const UNIMPLEMENTED = 12;

/** The test server cannot list its attributes; there, all are registered again, which has no effect. */
async function knownAttributes(connection: Connection, namespace: string): Promise<Set<string>> {
  try {
    const found = await connection.operatorService.listSearchAttributes({ namespace });
    return new Set(Object.keys(found.customAttributes));
  } catch (error) {
    if (isGrpcServiceError(error) && (error.code as number) === UNIMPLEMENTED) return new Set();
    throw error;
  }
}
