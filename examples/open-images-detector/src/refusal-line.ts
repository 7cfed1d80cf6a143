/** Says once a reason why `compile` makes no graph of a training step or a model, which then runs operation by operation. */
export function createRefusalLine(line: (text: string) => void): (reason: Error) => void {
  const told = new Set<string>();
  return ({message}) => {
    if (told.has(message)) return;
    told.add(message);
    line(`${' '.repeat(11)}runs operation by operation, which is slower. ${message}`);
  };
}
