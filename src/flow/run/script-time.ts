import type { QuickJSContext } from 'quickjs-emscripten';
import { type Moment, momentOf, offsetAt } from '../../ground/time-zone.js';

/**
 * JavaScript that makes `Date` of a script go by the run's moment and zone: QuickJS takes the machine's zone. All local
 * methods are the UTC ones of the time as the clocks of the zone show it.
 */
const script = `
(now, zone, offset, momentOf, format) => {
  const Real = Date;
  const proto = Real.prototype;
  const utc = {};
  for (const name of Object.getOwnPropertyNames(proto)) utc[name] = proto[name];
  const time = (date) => utc.getTime.call(date);
  const shifted = (date) => new Real(time(date) + offset(time(date)));
  const define = (name, value) => Object.defineProperty(proto, name, { value, writable: true, configurable: true });
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    define('get' + part, function () { return utc['getUTC' + part].call(shifted(this)); });
    if (part === 'Day') continue;
    define('set' + part, function (...values) {
      const date = shifted(this);
      utc['setUTC' + part].apply(date, values);
      return utc.setTime.call(this, momentOf(time(date)));
    });
  }
  define('getYear', function () { return this.getFullYear() - 1900; });
  define('getTimezoneOffset', function () { return -offset(time(this)) / 60000; });
  const two = (number) => ('0' + Math.floor(Math.abs(number))).slice(-2);
  const dateText = (date) => utc.toUTCString.call(shifted(date)).replace(/^(\\w+), (\\d+) (\\w+) (-?\\d+) .*$/, '$1 $3 $2 $4');
  const timeText = (date) => {
    const minutes = offset(time(date)) / 60000;
    return utc.toISOString.call(shifted(date)).slice(-13, -5) + ' GMT' + (minutes < 0 ? '-' : '+')
      + two(minutes / 60) + two(minutes % 60) + ' (' + zone + ')';
  };
  const orInvalid = (text) => function () { return isNaN(time(this)) ? 'Invalid Date' : text(this); };
  define('toDateString', orInvalid(dateText));
  define('toTimeString', orInvalid(timeText));
  define('toString', orInvalid((date) => dateText(date) + ' ' + timeText(date)));
  for (const kind of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'])
    define(kind, function (locales, options) {
      return format(kind, time(this), JSON.stringify([locales, options]));
    });
  const hasZone = /(Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)\\s*(\\(.*\\))?$|^[+-]?\\d{4,6}(-\\d\\d(-\\d\\d)?)?$/i;
  const parse = (text) => {
    if (hasZone.test(String(text).trim())) return Real.parse(text);
    const wall = Real.parse(text + 'Z');
    return momentOf(isNaN(wall) ? Real.parse(text + ' GMT') : wall);
  };
  const valueOf = (parts) => {
    if (parts.length === 0) return now;
    if (parts.length > 1) return momentOf(Real.UTC(...parts));
    const [only] = parts;
    if (only instanceof Real) return time(only);
    const plain = typeof only === 'object' && only !== null ? only.valueOf() : only;
    return typeof plain === 'string' ? parse(plain) : Number(plain);
  };
  const Zoned = function Date(...parts) {
    const date = new Real(valueOf(new.target ? parts : []));
    return new.target ? date : date.toString();
  };
  Zoned.prototype = proto;
  Object.defineProperty(proto, 'constructor', { value: Zoned, writable: true, configurable: true });
  Object.assign(Zoned, { now: () => now, parse, UTC: Real.UTC });
  globalThis.Date = Zoned;
  const notSimulated = (what, instead) => function () {
    throw new Error(what + ': not simulated' + (instead ? '; ' + instead : ''));
  };
  const at = (date) => date === undefined ? now : Number(date);
  const DateTimeFormat = function (locales, options) {
    const given = JSON.stringify([locales, options]);
    // As there, a wrong locale or zone is an error at once.
    const resolved = format('resolvedOptions', 0, given);
    return Object.assign(Object.create(DateTimeFormat.prototype), {
      format: (date) => format('format', at(date), given),
      formatToParts: (date) => JSON.parse(format('formatToParts', at(date), given)),
      resolvedOptions: () => JSON.parse(resolved),
      formatRange: notSimulated('Intl.DateTimeFormat.formatRange'),
      formatRangeToParts: notSimulated('Intl.DateTimeFormat.formatRangeToParts'),
    });
  };
  DateTimeFormat.supportedLocalesOf = notSimulated('Intl.DateTimeFormat.supportedLocalesOf');
  const known = Object.assign(Object.create(null), { DateTimeFormat });
  globalThis.Intl = new Proxy(known, {
    get: (target, name) => typeof name === 'symbol' || name in target ? target[name]
      : Object.assign(notSimulated('Intl.' + name), { supportedLocalesOf: notSimulated('Intl.' + name) }),
    has: () => true,
  });
  // The engine has words of its own for these, which are those of no country.
  const withoutLocale = (type, name, instead, whenGiven) => {
    const own = type.prototype[name];
    Object.defineProperty(type.prototype, name, {
      value: function (...given) {
        if (whenGiven && given.length < whenGiven) return own.apply(this, given);
        return notSimulated(type.name + '.' + name, instead)();
      },
      writable: true,
      configurable: true,
    });
  };
  withoutLocale(Number, 'toLocaleString', 'toFixed writes decimals');
  if (typeof BigInt === 'function') withoutLocale(BigInt, 'toLocaleString', 'toString writes the digits');
  withoutLocale(String, 'localeCompare', 'compare with < and >');
  withoutLocale(String, 'toLocaleUpperCase', 'toUpperCase knows no language', 1);
  withoutLocale(String, 'toLocaleLowerCase', 'toLowerCase knows no language', 1);
}`;

/** Not the machine's: a run is the same on every machine. */
const locale = 'en-US';

type Kind =
  | 'toLocaleString'
  | 'toLocaleDateString'
  | 'toLocaleTimeString'
  | 'format'
  | 'formatToParts'
  | 'resolvedOptions';

const formatted = (kind: Kind, at: number, given: string, timeZone: string): string => {
  const [locales, options] = JSON.parse(given) as [
    string | string[] | null,
    Intl.DateTimeFormatOptions | null,
  ];
  const zoned = { timeZone, ...options };
  if (kind.startsWith('toLocale')) return new Date(at)[kind as 'toLocaleString'](locales ?? locale, zoned);
  const formatter = new Intl.DateTimeFormat(locales ?? locale, zoned);
  if (kind === 'resolvedOptions') return JSON.stringify(formatter.resolvedOptions());
  return kind === 'format' ? formatter.format(at) : JSON.stringify(formatter.formatToParts(at));
};

/** Gives a script the time of the run. */
export const installTime = (context: QuickJSContext, { at, timeZone }: Moment): void => {
  const own = (work: (...parts: never[]) => number | string, takesTexts = false) =>
    context.newFunction('time', (...handles) => {
      const parts = handles.map((handle, index) =>
        takesTexts && index !== 1 ? context.getString(handle) : context.getNumber(handle),
      );
      const result = work(...(parts as never[]));
      return typeof result === 'string' ? context.newString(result) : context.newNumber(result);
    });
  const parts = [
    context.newNumber(at),
    context.newString(timeZone),
    own((time: number) => offsetAt(timeZone, time)),
    own((wall: number) => (Number.isFinite(wall) ? momentOf(timeZone, wall) : Number.NaN)),
    own((kind: Kind, time: number, given: string) => formatted(kind, time, given, timeZone), true),
  ];
  const install = context.unwrapResult(context.evalCode(script));
  context.unwrapResult(context.callFunction(install, context.undefined, ...parts)).dispose();
  install.dispose();
  for (const part of parts) part.dispose();
};
