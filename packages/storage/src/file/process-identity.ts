import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';

/**
 * Who this process is, as a file name: `<machine>.<pid>.<start>`. The machine is this boot and this PID namespace (two
 * containers may share a host name and a volume), the start tells a reused PID apart. Without /proc: host name and 0.
 */
export function processIdentity(): string {
  return `${machine()}.${process.pid}.${startOf(process.pid) ?? 0}`;
}

/** Whether the process with this identity runs. `unknown`: it lives on another machine or the system does not tell. */
export function isRunning(identity: string): boolean | 'unknown' {
  const [where, pid, start] = identity.split('.');
  if (where !== machine()) return 'unknown';
  if (start !== '0') return startOf(Number(pid)) === start;
  try {
    process.kill(Number(pid), 0);
    return 'unknown';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? false : 'unknown';
  }
}

function machine(): string {
  return createHash('sha256').update(bootAndNamespace()).digest('hex').slice(0, 16);
}

function bootAndNamespace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    return boot + readlinkSync('/proc/self/ns/pid');
  } catch {
    return hostname(); // no /proc here
  }
}

/** The start time of a process in clock ticks since boot; `null` when it is gone, a zombie, or there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
