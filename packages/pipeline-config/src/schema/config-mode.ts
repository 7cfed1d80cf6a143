/**
 * How much of a config an object holds: `written`, what a file says, every field optional; or `resolved`, with the schema's defaults filled
 * in and an empty array for each repeated field that is not set.
 */
export type ConfigMode = 'written' | 'resolved';

/** The fields that have a default: all there in a resolved config, optional in a written one. */
export type Defaulted<Mode extends ConfigMode, Fields> = Mode extends 'resolved'
  ? {readonly [Name in keyof Fields]: Fields[Name]}
  : {readonly [Name in keyof Fields]?: Fields[Name] | undefined};
