import { useState } from 'preact/hooks';
import type { BuildSheet } from '../../../schemas/types.js';
import { type Screen, screensOf } from '../../connect/screens.js';
import { call, callForFile } from './call.js';
import { Copy, save, Work } from './parts.js';

/** What is ticked, by sheet; kept in the browser. */
const ticked = (key: string): Set<string> => {
  try {
    return new Set(JSON.parse(localStorage.getItem(key) ?? '[]') as string[]);
  } catch {
    return new Set();
  }
};

const ScreenSteps = ({
  screen,
  done,
  tick,
}: {
  screen: Screen;
  done: Set<string>;
  tick: (id: string, isDone: boolean) => void;
}) => (
  <section>
    <h3>
      {screen.method && `${screen.method}: `}
      {screen.title}
    </h3>
    {screen.note && <p>{screen.note}</p>}
    <ul class="checklist">
      {screen.rows.map((cells, row) => {
        const id = `${screen.method}/${screen.title}/${row}`;
        return (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={done.has(id)}
                onChange={(event) => tick(id, (event.target as HTMLInputElement).checked)}
              />{' '}
              {cells.map((text, column) =>
                text === '' ? null : (
                  <span key={screen.columns[column]} class="cell">
                    <small>{screen.columns[column]}</small> <code>{text}</code>
                  </span>
                ),
              )}
            </label>
            <Copy text={cells.at(-1) || cells[cells.length - 2] || ''} what={cells[0] ?? ''} />
          </li>
        );
      })}
    </ul>
    {screen.texts.map(({ label, text }) => (
      <details key={label}>
        <summary>{label}</summary>
        <Copy text={text} what={label} />
        <pre tabIndex={0} role="region" aria-label={label}>
          {text}
        </pre>
      </details>
    ))}
  </section>
);

/** The build sheet as a checklist, and the files that the designer takes. */
export const ExportSheet = ({ node, version }: { node: string; version: string }) => {
  const [serviceUrl, setServiceUrl] = useState('https://');
  const [sheet, setSheet] = useState<BuildSheet>();
  const key = `sheet ${node} ${version} ${serviceUrl}`;
  const [done, setDone] = useState(new Set<string>());
  const asked = { node, version, serviceUrl };
  const tick = (id: string, isDone: boolean) => {
    const next = new Set(done);
    if (isDone) next.add(id);
    else next.delete(id);
    localStorage.setItem(key, JSON.stringify([...next]));
    setDone(next);
  };
  const load = async () => {
    setSheet(await call<BuildSheet>('/export/sheet', asked));
    setDone(ticked(key));
  };
  const download = async (file: string) => {
    const { blob } = await callForFile('/export/file', { ...asked, file });
    save(blob, file);
  };
  return (
    <section>
      <h2>Export for Webex Connect</h2>
      <p>
        <label for="service">Public https address of the service </label>
        <input
          id="service"
          type="url"
          value={serviceUrl}
          onInput={(event) => setServiceUrl((event.target as HTMLInputElement).value)}
        />{' '}
        <Work label="Show the build sheet" run={load} />
      </p>
      {sheet && (
        <>
          <div class="bar">
            <Work label="Save the WSDL" run={() => download(sheet.soap.file)} />
            <Work label="Save the icon" run={() => download('icon.svg')} />
          </div>
          {screensOf(sheet).map((screen) => (
            <ScreenSteps key={`${screen.method}/${screen.title}`} screen={screen} done={done} tick={tick} />
          ))}
        </>
      )}
    </section>
  );
};
