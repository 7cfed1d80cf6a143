/**
 * A rate over the last `windowSeconds`: marks of (time, items done so far); the oldest that is still needed to cover the window is kept.
 */
export class Throughput {
  private marks: {seconds: number; images: number; steps: number}[] = [];

  constructor(private readonly windowSeconds: number = 20) {}

  /** Notes that a step of `images` pictures ended at `seconds`; the first call only starts the clock. */
  mark(seconds: number, images: number): void {
    const last = this.marks.at(-1);
    this.marks.push({seconds, images: (last?.images ?? 0) + images, steps: (last?.steps ?? -1) + 1});
    while (this.marks.length > 2 && seconds - (this.marks[1]?.seconds ?? seconds) >= this.windowSeconds) this.marks.shift();
  }

  /** Pictures a second; 0 until a step has been timed. */
  imagesPerSecond(): number {
    const {seconds, images} = this.span();
    return seconds > 0 ? images / seconds : 0;
  }

  /** Seconds a step; undefined until one has been timed. */
  secondsPerStep(): number | undefined {
    const {seconds, steps} = this.span();
    return steps > 0 && seconds > 0 ? seconds / steps : undefined;
  }

  private span(): {seconds: number; images: number; steps: number} {
    const first = this.marks[0];
    const last = this.marks.at(-1);
    if (first === undefined || last === undefined) return {seconds: 0, images: 0, steps: 0};
    return {seconds: last.seconds - first.seconds, images: last.images - first.images, steps: last.steps - first.steps};
  }
}
