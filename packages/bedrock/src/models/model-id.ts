/**
 * The foundation model behind an id: without the ARN around it and without the prefix of an inference profile
 * (`us.`, `eu.`, `apac.`, `global.` …). An application inference profile hides its model: its id stays as it is.
 */
export function baseModelId(id: string): string {
  return shortId(id).replace(profilePrefix, '');
}

/** Whether the id names a profile of one geography, which costs more than `global.` for some models. */
export function isGeographic(id: string): boolean {
  const prefix = profilePrefix.exec(shortId(id))?.[1];
  return prefix !== undefined && prefix !== 'global';
}

const profilePrefix = /^(us|us-gov|eu|apac|ap|au|jp|ca|sa|me|af|in|global)\.(?=[a-z0-9-]+\.)/;

function shortId(id: string): string {
  return id.startsWith('arn:') ? id.slice(id.lastIndexOf('/') + 1) : id;
}
