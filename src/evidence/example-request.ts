import type { CallContext } from '../node-kit/method.js';
import type { Method } from '../package/method.js';

const call: CallContext = {
  orgId: '',
  callbackUrl: '',
  message: { channel: '', businessAddress: '', aliasId: '', timestamp: 0 },
};

/** The body that a handler makes of an example; nothing where it makes none without a real call. */
export const exampleBody = ({ build }: Method['definition'], example: unknown): unknown => {
  try {
    return build(example, call).body;
  } catch {
    return undefined;
  }
};
