type Metadata = Readonly<Record<string, unknown>>;

/** Filters as https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-metadata-filtering.html has them, and nothing else. */
export function metadataMatches(filter: unknown, metadata: Metadata): boolean {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
    throw new Error('a filter is an object');
  }
  return Object.entries(filter).every(([name, condition]) => {
    if (name === '$and' || name === '$or') {
      if (!Array.isArray(condition) || condition.length === 0)
        throw new Error(`${name} needs filters`);
      // All are evaluated: a wrong one is refused even where it does not matter.
      const results = condition.map((one) => metadataMatches(one, metadata));
      return name === '$and' ? results.every(Boolean) : results.some(Boolean);
    }
    if (name.startsWith('$')) throw new Error(`${name} is no operator`);
    return fieldMatches(condition, metadata[name]);
  });
}

function fieldMatches(condition: unknown, value: unknown): boolean {
  if (isScalar(condition)) return equals(value, condition);
  if (typeof condition !== 'object' || condition === null) throw new Error('no such condition');
  return Object.entries(condition).every(([operator, operand]) => {
    switch (operator) {
      case '$eq':
      case '$ne':
        if (!isScalar(operand)) throw new Error(`${operator} needs a scalar`);
        return equals(value, operand) === (operator === '$eq');
      case '$in':
      case '$nin':
        if (!Array.isArray(operand) || operand.length === 0 || !operand.every(isScalar)) {
          throw new Error(`${operator} needs scalars`);
        }
        return operand.some((one) => equals(value, one)) === (operator === '$in');
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        if (typeof operand !== 'number') throw new Error(`${operator} needs a number`);
        return typeof value === 'number' && compares(operator, value, operand);
      case '$exists':
        return (value !== undefined) === operand;
      default:
        throw new Error(`${operator} is no operator`);
    }
  });
}

function compares(operator: string, value: number, operand: number): boolean {
  if (operator === '$gt') return value > operand;
  if (operator === '$gte') return value >= operand;
  return operator === '$lt' ? value < operand : value <= operand;
}

function equals(value: unknown, wanted: unknown): boolean {
  return Array.isArray(value) ? value.includes(wanted) : value === wanted;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
