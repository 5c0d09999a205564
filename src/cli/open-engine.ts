import { Authorizations } from '../authorization/authorizations.js';
import { Engine } from '../engine/engine.js';
import { checkAgainstLists } from '../lookup/check-input.js';
import { keptLists } from '../lookup/kept-lists.js';
import type { Context } from './context.js';

export const openAuthorizations = ({ home }: Context): Authorizations =>
  new Authorizations({ home, environment: process.env });

/** Runs with an engine that is closed afterwards, whatever happens. */
export const withEngine = async <Type>(
  context: Context,
  work: (engine: Engine) => Promise<Type>,
): Promise<Type> => {
  const engine = new Engine({
    ...context,
    authorizations: openAuthorizations(context),
    checkInput: checkAgainstLists(context.home),
    keptLists: keptLists(context.home),
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
};
