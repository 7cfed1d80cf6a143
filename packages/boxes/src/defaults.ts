/** Defaults of the options named by K. */
export type Defaults<Options, K extends keyof Options> = {readonly [P in K]-?: NonNullable<Options[P]>};
