import { execFile } from 'node:child_process';

/** Runs a command and gives what it printed; rejects with both outputs in the message when it fails. */
export function runCommand(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((settle, reject) => {
    execFile(command, args, { cwd, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) settle(stdout);
      else reject(new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error }));
    });
  });
}
