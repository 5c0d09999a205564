import type { BuildSheet } from '../../../schemas/types.js';
import type { SheetFinding } from './finding.js';

type Method = BuildSheet['methods'][number];

const compiles = (regex: string) => {
  try {
    new RegExp(regex);
    return true;
  } catch {
    return false;
  }
};

const checkRegexes = ({ ui }: Method, at: string): SheetFinding[] =>
  ui.groups.flatMap(({ fields }, group) =>
    fields.flatMap(({ fieldName, regex }, index): SheetFinding[] =>
      regex === undefined || compiles(regex)
        ? []
        : [
            {
              rule: 'regex-wrong',
              severity: 'error',
              pointer: `${at}/ui/groups/${group}/fields/${index}/regex`,
              message: `The regular expression of ${fieldName} does not compile.`,
              remedy: 'Mend it, or leave it out: the service checks the value anyway.',
            },
          ],
    ),
  );

/** What belongs to each field type (documented): a regular expression, options, or the three formats. */
const checkFieldTypes = ({ ui }: Method, at: string): SheetFinding[] =>
  ui.groups.flatMap(({ fields }, group) =>
    fields.flatMap(({ fieldName, fieldType, ...rest }, index): SheetFinding[] => {
      const formats = [rest.dateFormat, rest.separator, rest.timeFormat].filter((one) => one !== undefined);
      const fits = {
        'Text box': rest.options === undefined && formats.length === 0,
        'Selection box': rest.options !== undefined && rest.regex === undefined && formats.length === 0,
        'Date and time': formats.length === 3 && rest.regex === undefined && rest.options === undefined,
      }[fieldType];
      if (fits) return [];
      return [
        {
          rule: 'field-type-wrong',
          severity: 'error',
          pointer: `${at}/ui/groups/${group}/fields/${index}`,
          message: `${fieldName} does not hold what a ${fieldType} has, or holds more.`,
          remedy:
            'A Text box may have a regular expression; a Selection box has options; Date and time has a date format, a separator and a time format.',
        },
      ];
    }),
  );

/** The rows of the Node UI tab. */
export const checkUiFields = (method: Method, at: string): SheetFinding[] => [
  ...checkFieldTypes(method, at),
  ...checkRegexes(method, at),
];
