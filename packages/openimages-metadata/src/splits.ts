/** The three parts of the data set. */
export type Split = 'train' | 'validation' | 'test';

/** All splits, in their usual order. */
export const SPLITS: readonly Split[] = ['train', 'validation', 'test'];
