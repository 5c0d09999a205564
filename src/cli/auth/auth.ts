import type { Command } from 'commander';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { addAuthAdd } from './add.js';
import { addAuthAuthorize } from './authorize.js';
import { addAuthDefault, addAuthRemove } from './change.js';
import { addAuthDoctor } from './doctor.js';
import { addAuthIntegrations } from './integrations.js';
import { addAuthList } from './list.js';
import { addAuthRekey } from './rekey.js';
import { addAuthTest } from './renew.js';
import { addAuthUpdate } from './update.js';
import { addAuthView } from './view.js';

export const addAuth = (program: Command, context: Context): void => {
  const auth = program
    .command('auth')
    .description('node authorizations: add, authorize, look after, remove')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes auth add --name main --client-id C123 --client-secret-stdin',
        'wxcc-nodes auth authorize main --open',
        'wxcc-nodes auth doctor',
      ),
    );
  addAuthIntegrations(auth, context);
  addAuthList(auth, context);
  addAuthAdd(auth, context);
  addAuthAuthorize(auth, context);
  addAuthView(auth, context);
  addAuthUpdate(auth, context);
  addAuthDefault(auth, context);
  addAuthRemove(auth, context);
  addAuthTest(auth, context);
  addAuthDoctor(auth, context);
  addAuthRekey(auth, context);
};
