/** Whether a process with this number exists on this machine, whoever owns it. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process: it exists.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
