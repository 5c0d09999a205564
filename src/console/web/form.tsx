import { useId, useState } from 'preact/hooks';
import { readJson } from '../../ground/read-json.js';
import { jsonText } from '../../node-kit/json-text.js';
import { type Field, fieldsFor } from '../../schema/field.js';
import { rulesText } from '../../schema/field-text.js';
import { Source } from './parts.js';

type Value = unknown;
type Change = (value: Value) => void;

const isRecord = (value: Value): value is Record<string, Value> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The object with one field changed; a field of undefined is left out. */
const withField = (value: Value, name: string, next: Value): Record<string, Value> => {
  const { [name]: _, ...others } = isRecord(value) ? value : {};
  if (next === undefined) return others;
  // In its place where it was there.
  return isRecord(value) && name in value ? { ...value, [name]: next } : { ...others, [name]: next };
};

/** What was typed, as the field's kind has it; a text that is no number stays the text, as `$(variable)` does. */
const typed = (field: Field, text: string): Value => {
  if (text === '') return undefined;
  const isNumber = field.kind === 'integer' || field.kind === 'number';
  return isNumber && String(Number(text)) === text ? Number(text) : text;
};

const textOf = (value: Value): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : jsonText(value);
};

const isVariable = (value: Value) => typeof value === 'string' && value.includes('$(');

interface Props {
  field: Field;
  value: Value;
  change: Change;
  /** Of the whole form, for labels of fields in rows. */
  label?: string;
}

const Text = ({ field, value, change, id, describedBy }: Props & { id: string; describedBy: string }) => {
  const long = field.kind === 'text' && Number(field.facets.maxLength ?? 0) > 300;
  const given = {
    id,
    name: field.pointer,
    value: textOf(value),
    placeholder: field.facets.default === undefined ? '' : `default ${textOf(field.facets.default)}`,
    'aria-describedby': describedBy,
    'aria-required': field.required,
    autocomplete: 'off',
    spellcheck: false,
    onInput: (event: Event) => change(typed(field, (event.target as HTMLInputElement).value)),
  };
  return long ? <textarea rows={3} {...given} /> : <input type="text" {...given} />;
};

const variableChoice = 'variable';

/** A selection box whose last row takes a text, so that a variable may choose. */
const Choice = ({ field, value, change, id, describedBy }: Props & { id: string; describedBy: string }) => {
  const choices =
    field.kind === 'boolean'
      ? [true, false].map((one) => ({ value: one, title: String(one) }))
      : field.choices;
  const at = choices.findIndex((one) => one.value === value);
  const isOther = value !== undefined && at < 0;
  const choose = (event: Event) => {
    const { value: chosen } = event.target as HTMLSelectElement;
    if (chosen === '') change(undefined);
    else if (chosen === variableChoice) change('$(variable)');
    else change(choices[Number(chosen)]?.value);
  };
  return (
    <>
      <select
        id={id}
        name={field.pointer}
        aria-describedby={describedBy}
        aria-required={field.required}
        onChange={choose}
        value={isOther ? variableChoice : at < 0 ? '' : String(at)}
      >
        <option value="">
          {field.facets.default === undefined ? '—' : `— (default ${textOf(field.facets.default)})`}
        </option>
        {choices.map((one, index) => (
          <option key={index} value={String(index)}>
            {one.title === String(one.value) ? one.title : `${one.title} (${String(one.value)})`}
          </option>
        ))}
        <option value={variableChoice}>a variable…</option>
      </select>
      {isOther && (
        <input
          type="text"
          name={`${field.pointer} variable`}
          aria-label={`${field.title}: variable`}
          value={textOf(value)}
          onInput={(event) => change((event.target as HTMLInputElement).value || undefined)}
        />
      )}
    </>
  );
};

const swapped = (list: Value[], at: number, to: number): Value[] => {
  const next = [...list];
  [next[at], next[to]] = [next[to], next[at]];
  return next;
};

const List = ({ field, value, change, label }: Props) => {
  const rows = Array.isArray(value) ? value : [];
  const item = field.items;
  if (!item) return null;
  const set = (next: Value[]) => change(next.length === 0 ? undefined : next);
  return (
    <>
      <ol class="rows">
        {rows.map((row, at) => (
          <li key={at}>
            <FieldEdit
              field={item}
              value={row}
              label={`${label ?? field.title} ${at + 1}`}
              change={(next) => set(rows.map((one, index) => (index === at ? (next ?? '') : one)))}
            />
            <span class="buttons">
              <button
                type="button"
                class="small"
                disabled={at === 0}
                aria-label={`Move ${field.title} ${at + 1} up`}
                onClick={() => set(swapped(rows, at, at - 1))}
              >
                ↑
              </button>
              <button
                type="button"
                class="small"
                aria-label={`Remove ${field.title} ${at + 1}`}
                onClick={() => set(rows.filter((_, index) => index !== at))}
              >
                Remove
              </button>
            </span>
          </li>
        ))}
      </ol>
      <button
        type="button"
        class="small"
        aria-label={`Add a row to ${label ?? field.title}`}
        onClick={() => set([...rows, item.kind === 'object' ? {} : ''])}
      >
        Add a row
      </button>
    </>
  );
};

/** Names of the caller's choosing. */
const MapRows = ({ field, value, change }: Props) => {
  const pairs = Object.entries(isRecord(value) ? value : {});
  const set = (next: [string, Value][]) => change(next.length === 0 ? undefined : Object.fromEntries(next));
  const put = (at: number, pair: [string, Value]) =>
    set(pairs.map((one, index) => (index === at ? pair : one)));
  return (
    <>
      <ol class="rows">
        {pairs.map(([name, text], at) => (
          <li key={at} class="pair">
            <input
              type="text"
              name={`${field.pointer}/${name} name`}
              aria-label={`${field.title} ${at + 1}: name`}
              value={name}
              onChange={(event) => put(at, [(event.target as HTMLInputElement).value, text])}
            />
            <input
              type="text"
              name={`${field.pointer}/${name}`}
              aria-label={`${field.title} ${at + 1}: value`}
              value={textOf(text)}
              onInput={(event) => put(at, [name, (event.target as HTMLInputElement).value])}
            />
            <button
              type="button"
              class="small"
              aria-label={`Remove ${field.title} ${at + 1}`}
              onClick={() => set(pairs.filter((_, index) => index !== at))}
            >
              Remove
            </button>
          </li>
        ))}
      </ol>
      <button
        type="button"
        class="small"
        aria-label={`Add a row to ${field.title}`}
        onClick={() => set([...pairs, [`name${pairs.length + 1}`, '']])}
      >
        Add a row
      </button>
    </>
  );
};

/** What travels as JSON text: JSON, with its digits, when it can be read; the text while it is typed, and what is wrong with it. */
const JsonText = ({
  name,
  value,
  change,
  id,
  describedBy,
}: Pick<Props, 'value' | 'change'> & { name: string; id: string; describedBy: string }) => {
  const [problem, setProblem] = useState<string>();
  const take = (text: string) => {
    if (text.trim() === '' || text.includes('$(')) {
      setProblem(undefined);
      return change(text.trim() === '' ? undefined : text);
    }
    const read = readJson(text);
    setProblem('problems' in read ? `The text ${read.problems[0].message}.` : undefined);
    change('value' in read ? read.value : text);
  };
  return (
    <>
      <textarea
        id={id}
        name={name}
        rows={4}
        class="code"
        aria-describedby={describedBy}
        aria-invalid={problem !== undefined}
        onChange={(event) => take((event.target as HTMLTextAreaElement).value)}
        value={typeof value === 'string' ? value : value === undefined ? '' : jsonText(value, '  ')}
      />
      {problem !== undefined && (
        <p class="hint" role="alert">
          {problem}
        </p>
      )}
    </>
  );
};

/** What an object has beside the fields that the form knows. */
const Further = ({ field, value, change, id, describedBy }: Props & { id: string; describedBy: string }) => {
  const names = new Set(field.fields.map(({ name }) => name));
  const entries = Object.entries(isRecord(value) ? value : {});
  const known = entries.filter(([name]) => names.has(name));
  const others = entries.filter(([name]) => !names.has(name));
  const set = (next: Value) => {
    if (next === undefined || isRecord(next)) change({ ...Object.fromEntries(known), ...next });
  };
  return (
    <div class="field">
      <label for={`${id}-further`}>Further fields of {field.title}, as a JSON object</label>
      <JsonText
        id={`${id}-further`}
        name={`${field.pointer} further`}
        value={others.length === 0 ? undefined : Object.fromEntries(others)}
        change={set}
        describedBy={describedBy}
      />
    </div>
  );
};

const Legend = ({ field, label }: { field: Field; label: string | undefined }) => (
  <>
    {label ?? field.title} {field.name !== '' && <code>{field.name}</code>}
    {field.required && field.name !== '' && <span class="required"> required</span>}
  </>
);

const Hint = ({ field, id }: { field: Field; id: string }) => (
  <p class="hint" id={id}>
    {field.description} <span class="rules">{rulesText(field)}</span> <Source source={field.source} />
  </p>
);

/** The fields of an object: those of the variants that the value chooses. */
const Fields = ({ field, value, change }: Props) => (
  <>
    {fieldsFor([field], value).map((one) => (
      <FieldEdit
        key={`${one.path} ${one.variant ?? ''}`}
        field={one}
        value={isRecord(value) ? value[one.name] : undefined}
        change={(next) => change(withField(value, one.name, next))}
      />
    ))}
  </>
);

/** One place of a form, whatever it holds. A variable may stand anywhere. */
const FieldEdit = ({ field, value, change, label }: Props) => {
  const id = useId();
  const describedBy = `${id}-hint`;
  const given = { field, value, change, id, describedBy };
  const isOpen = field.kind === 'json' && field.fields.length > 0;
  const isGroup = (isOpen || ['object', 'list', 'map'].includes(field.kind)) && typeof value !== 'string';
  if (isGroup)
    return (
      <fieldset>
        <legend>
          <Legend field={field} label={label} />
        </legend>
        <Hint field={field} id={describedBy} />
        {(isOpen || field.kind === 'object') && <Fields field={field} value={value} change={change} />}
        {isOpen && <Further {...given} />}
        {field.kind === 'list' && (
          <List field={field} value={value} change={change} {...(label !== undefined && { label })} />
        )}
        {field.kind === 'map' && <MapRows field={field} value={value} change={change} />}
        {field.kind !== 'object' && value === undefined && (
          <button
            type="button"
            class="small"
            aria-label={`${field.title}: from a variable`}
            onClick={() => change('$(variable)')}
          >
            From a variable
          </button>
        )}
      </fieldset>
    );
  return (
    <div class="field">
      <label for={id}>
        <Legend field={field} label={label} />
      </label>
      {field.kind === 'choice' || field.kind === 'boolean' ? (
        <Choice {...given} />
      ) : field.kind === 'json' && !isVariable(value) ? (
        <JsonText {...given} name={field.pointer} />
      ) : (
        <Text {...given} />
      )}
      <Hint field={field} id={describedBy} />
    </div>
  );
};

/** The form of a method's inputs. */
export const Form = ({ field, value, change }: { field: Field; value: Value; change: Change }) => (
  <Fields field={field} value={value} change={change} />
);
