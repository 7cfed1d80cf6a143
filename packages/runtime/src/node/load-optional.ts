import {NotStartableError} from '../errors/not-startable-error.ts';

/** Loads a module by its name; a test passes its own. */
export type LoadModule = (specifier: string) => Promise<unknown>;

/** Node's own `import()`. */
export const importModule: LoadModule = (specifier) => import(specifier);

/**
 * Loads a package that may be absent.
 *
 * @throws NotStartableError that tells whether it is absent or broken.
 */
export async function loadOptional(specifier: string, load: LoadModule): Promise<unknown> {
  try {
    return await load(specifier);
  } catch (error) {
    const reason = isAbsent(error, specifier) ? 'is not installed' : `does not load: ${firstLine(error)}`;
    throw new NotStartableError({reason: `${specifier} ${reason}`}, {cause: error});
  }
}

/** What an error says, its first line. Dawn's errors are none of JavaScript's, but have a message too. */
export function firstLine(error: unknown): string {
  const {message = error} = Object(error) as {message?: unknown};
  return String(message).split('\n', 1)[0] as string;
}

function isAbsent(error: unknown, specifier: string): boolean {
  const {code, message} = error as {code?: unknown; message?: unknown};
  const text = String(message);
  if (text.startsWith(`Could not resolve "${specifier}"`)) return true; // what Vite puts in the place of an optional peer that is absent
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && text.includes(`'${specifier}'`);
}
