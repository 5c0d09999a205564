/** The libraries of Evaluate whose functions the vendor publishes, and the names that each gives a script. */
const published: Record<string, string[]> = {
  imi_general: ['IMI_GENERAL'],
  imi_base64: ['base64encode', 'base64decode'],
  imi_strings: ['IMI_STRINGS'],
  imi_array: ['IMI_ARRAY'],
};

export const knownLibraries = Object.keys(published);

/** The names that a library gives a script; none for one that is not published. */
export const libraryNames = (library: string): string[] => published[library] ?? [];

/** The library that gives a name, for a script that has not included it. */
export const libraryOf = (name: string): string | undefined =>
  knownLibraries.find((library) => published[library]!.includes(name));

/**
 * JavaScript that gives a script `includeJs`. What each function does is as the vendor's page of Evaluate says; where
 * the page does not say it, the function is told as not simulated.
 */
export const libraryScript = `
(() => {
  const notSimulated = (what) => { throw new Error(what + ': a library of Webex Connect, not simulated'); };
  const codes = (text) => Array.prototype.map.call(text, (letter) => letter.charCodeAt(0));
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const IMI_GENERAL = {
    typeof: (value) => {
      if (value === null) return '';
      if (Array.isArray(value)) return 'Array';
      return typeof value === 'object' || typeof value === 'function' ? 'Object' : typeof value;
    },
    length: (value) => (value === null || typeof value !== 'object' ? String(value).length
      : Array.isArray(value) ? value.length : Object.keys(value).length),
    unicodeToString: (value) => String.fromCharCode.apply(null, Object.keys(value).map((key) => value[key])),
    urlEncode: (text) => encodeURI(text),
    urlDecode: (text) => decodeURI(text),
    encodeURIComponent: (text) => encodeURIComponent(text),
    decodeURIComponent: (text) => decodeURIComponent(text),
    stringToUnicode: (text, output) =>
      output === 'array' ? codes(text) : notSimulated('IMI_GENERAL.stringToUnicode with ' + output),
  };
  const base64encode = (text) => {
    const bytes = codes(String(text));
    if (bytes.some((byte) => byte > 255)) throw new Error('base64encode takes no letter above U+00FF; see unescape(encodeURIComponent(…))');
    let out = '';
    for (let at = 0; at < bytes.length; at += 3) {
      const three = (bytes[at] << 16) | ((bytes[at + 1] || 0) << 8) | (bytes[at + 2] || 0);
      out += digits[three >> 18] + digits[(three >> 12) & 63]
        + (at + 1 < bytes.length ? digits[(three >> 6) & 63] : '=') + (at + 2 < bytes.length ? digits[three & 63] : '=');
    }
    return out;
  };
  const base64decode = (text) => {
    let bits = 0, size = 0, out = '';
    for (const letter of String(text).replace(/[=\\s]/g, '')) {
      const digit = digits.indexOf(letter);
      if (digit < 0) throw new Error('base64decode: not base64');
      bits = ((bits << 6) | digit) & 0xfff;
      size += 6;
      if (size >= 8) { size -= 8; out += String.fromCharCode((bits >> size) & 255); }
    }
    return out;
  };
  const IMI_STRINGS = {
    length: (value) => String(value).length,
    concat: (one, other) => String(one) + other,
    lastIndexOf: (search, text, start) => text.lastIndexOf(search, start === undefined ? Infinity : Number(start)),
    indexOf: (search, text, start) => text.indexOf(search, Number(start || 0)),
    search: (search, text) => text.search(search),
    replace: (search, value, text) => text.replace(search, value),
    toUpperCase: (text) => text.toUpperCase(),
    toLowerCase: (text) => text.toLowerCase(),
    trim: (text) => text.trim(),
    split: (text, separator) => text.split(separator),
    slice: (start, end, text) => text.slice(start, end),
    substring: (text, start, end) => text.substring(start, end),
    substr: (start, length, text) => text.substr(start, length),
  };
  const IMI_ARRAY = {
    concat: (lists) => [].concat.apply([], lists),
    indexOf: (list, item, start) => list.indexOf(item, start || 0),
    isArray: (value) => Array.isArray(value),
    join: (list, separator) => list.join(separator),
    lastIndexOf: (list, item, start) => list.lastIndexOf(item, start === undefined ? list.length : start),
    push: (list, items) => list.push.apply(list, items),
    unshift: (list, items) => list.unshift.apply(list, items),
    reverse: (list) => list.reverse(),
    splice: (list, index, count, items) =>
      list.splice.apply(list, [index, count === undefined ? list.length : count].concat(items || [])),
    fill: (list, value, start, end) => list.fill(value, start, end),
  };
  const names = ${JSON.stringify(published)};
  const all = { IMI_GENERAL, base64encode, base64decode, IMI_STRINGS, IMI_ARRAY };
  for (const name in all) globalThis[name] = undefined;
  globalThis.includeJs = (...libraries) => {
    for (const library of libraries) {
      if (!names[library]) notSimulated(library);
      for (const name of names[library]) globalThis[name] = all[name];
    }
  };
})()`;
