import { appendPointer } from '../../../ground/pointer.js';
import { customVariables } from '../../custom-variables.js';
import { type Draft, pointerOf, type Rule, type Subject } from '../rule.js';

/** The platform's own names, which nobody should create (documented). */
const sessionVariables = new Set(
  (
    'ts servicekey key deliverychannel channels message destination appid notifyurl expiry payload senderid thread_id ' +
    'destinationType channelName identifier number country_code attachments template templateId contentType msisdn mid ' +
    'transid callbackdata evtid userid customerid otp srcreqorigintime'
  ).split(' '),
);

/** Where a variable is created: where it is declared, else where it is set first. */
const placeOf = ({ flow, scripts }: Subject, name: string): string => {
  if (Object.hasOwn(flow.variables ?? {}, name)) return appendPointer('/variables', name);
  const setters = [{ actions: flow.start.actions, pointer: '/start' }].concat(
    flow.steps.map(({ actions }, place) => ({ actions, pointer: pointerOf(place) })),
  );
  for (const { actions = [], pointer } of setters) {
    const index = actions.findIndex(({ set }) => set === name);
    if (index >= 0) return `${pointer}/actions/${index}/set`;
  }
  const [place] = [...scripts].find(([, { sets }]) => sets.includes(name)) ?? [];
  return place === undefined ? '/variables' : `${pointerOf(place)}/script`;
};

/** Custom variables do not have the names of session variables. */
export const sessionNames: Rule = (subject) =>
  [...customVariables(subject.flow)]
    .filter((name) => sessionVariables.has(name))
    .map(
      (name): Draft => ({
        severity: 'warning',
        rule: 'variable.session-name',
        pointer: placeOf(subject, name),
        message: `${name} is a session variable of the platform; a custom variable must not have its name.`,
        remedy: 'Give the variable a name of its own.',
      }),
    );
