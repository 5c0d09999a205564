/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

import type * as CloseTask from './close-task/types.js';
import type * as CreateTask from './create-task/types.js';
import type * as ModifyNotification from './modify-notification/types.js';
import type * as PiqAndEwt from './piq-and-ewt/types.js';
import type * as QueueTask from './queue-task/types.js';
import type * as ResolveConversation from './resolve-conversation/types.js';
import type * as RoutedNotification from './routed-notification/types.js';
import type * as ScreenPop from './screen-pop/types.js';
import type * as SetVariable from './set-variable/types.js';

/** By node id: the default version, and inputs and outputs by `<version>/<method>`. */
export interface NodeTypes {
  'close-task': { default: 'v1.0'; inputs: CloseTask.Inputs; outputs: CloseTask.Outputs };
  'create-task': { default: 'v1.2'; inputs: CreateTask.Inputs; outputs: CreateTask.Outputs };
  'modify-notification': { default: 'v1.1'; inputs: ModifyNotification.Inputs; outputs: ModifyNotification.Outputs };
  'piq-and-ewt': { default: 'v1.1'; inputs: PiqAndEwt.Inputs; outputs: PiqAndEwt.Outputs };
  'queue-task': { default: 'v1.3'; inputs: QueueTask.Inputs; outputs: QueueTask.Outputs };
  'resolve-conversation': { default: 'v1.1'; inputs: ResolveConversation.Inputs; outputs: ResolveConversation.Outputs };
  'routed-notification': { default: 'v1.1'; inputs: RoutedNotification.Inputs; outputs: RoutedNotification.Outputs };
  'screen-pop': { default: 'v1.1'; inputs: ScreenPop.Inputs; outputs: ScreenPop.Outputs };
  'set-variable': { default: 'v1.7'; inputs: SetVariable.Inputs; outputs: SetVariable.Outputs };
}
