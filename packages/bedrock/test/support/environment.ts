import { vi } from 'vitest';

const nowhere = '/nonexistent/aws';

/** Only these AWS variables, and no files of the machine. Undo it with `vi.unstubAllEnvs()`. */
export function environment(values: Record<string, string>): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  }
  const none = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
  };
  for (const [name, value] of Object.entries({ ...none, ...values })) vi.stubEnv(name, value);
}
