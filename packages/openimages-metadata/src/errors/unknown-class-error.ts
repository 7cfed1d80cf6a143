import {OidError} from '@oid/core';

/** No class has this name or id. Code `openimages-metadata/unknown-class`. */
export class UnknownClassError extends OidError {
  override readonly name = 'UnknownClassError';
  readonly detail: {name: string; nearest: string | undefined; where: string | undefined};

  /** @param where - what was read, as `file:line` or `file`. */
  constructor(name: string, nearest: string | undefined, where?: string, options?: ErrorOptions) {
    super(
      'openimages-metadata/unknown-class',
      `${where === undefined ? '' : `${where}: `}there is no class ${JSON.stringify(name.slice(0, 100))}. ` +
        (nearest === undefined
          ? 'Look its name or id up in the class list; case matters.'
          : `The nearest is ${JSON.stringify(nearest)}; case matters.`),
      options,
    );
    this.detail = {name, nearest, where};
  }
}
