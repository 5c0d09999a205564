import type { BuildSheet } from '../../schemas/types.js';
import { isStructured } from '../schema/field.js';
import { boxRegex } from './box-regex.js';
import type { Shape } from './shape.js';

type Ui = BuildSheet['methods'][number]['ui'];
type UiField = Ui['groups'][number]['fields'][number];

const typeOf = (shape: Shape): Omit<UiField, 'fieldName' | 'mandatory' | 'tooltip'> => {
  const { kind, choices } = shape;
  const options = choices
    .map(({ value, title }) => ({ displayName: title || String(value), value: String(value) }))
    .filter(({ value }) => value !== '');
  if (options.length > 0) return { fieldType: 'Selection box', options };
  if (kind === 'boolean')
    return {
      fieldType: 'Selection box',
      options: [
        { displayName: 'Yes', value: 'true' },
        { displayName: 'No', value: 'false' },
      ],
    };
  if (kind === 'date-time')
    return { fieldType: 'Date and time', dateFormat: 'YYYY-MM-DD', separator: 'T', timeFormat: 'HH:mm:ss' };
  const regex = boxRegex(shape);
  return { fieldType: 'Text box', ...(regex !== undefined && { regex }) };
};

const tooltip = ({ title, description, facets, kind, variants }: Shape): string =>
  [
    description && title ? `${title}: ${description}` : title,
    variants.length > 0 ? `Only with ${variants.join(', ')}.` : '',
    isStructured({ kind }) ? 'JSON text.' : '',
    facets.maxLength === undefined ? '' : `At most ${String(facets.maxLength)} characters.`,
    facets.minimum === undefined ? '' : `From ${String(facets.minimum)}.`,
    facets.maximum === undefined ? '' : `Up to ${String(facets.maximum)}.`,
    facets.default === undefined || typeof facets.default === 'object'
      ? ''
      : `Empty means ${String(facets.default)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');

const groupName = ({ required, variants }: Shape): string => {
  if (variants.length > 0) return `Only with ${variants.join(', ')}`;
  return required ? 'Required' : 'Optional';
};

/** The rows of the Node UI tab, in groups: what is always needed, what may be added, what goes with a choice. */
export const uiGroups = (shapes: Shape[]): Ui['groups'] => {
  const names = ['Required', 'Optional', ...shapes.map(groupName)];
  return [...new Set(names)]
    .map((name) => ({
      name,
      fields: shapes
        .filter((shape) => groupName(shape) === name)
        .map((shape) => ({
          fieldName: shape.name,
          ...typeOf(shape),
          mandatory: shape.required,
          tooltip: tooltip(shape),
        })),
    }))
    .filter(({ fields }) => fields.length > 0);
};
