/** XML 1.0 has no control characters but tab and line ends, and no lone surrogates; U+FFFD stands for them. */
export const xmlText = (text: string): string =>
  text.replace(/(?![\t\n\r\u007f-\u009f])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd');

/** The same value with every text in it as XML can hold it: titles and descriptions are their authors' own. */
export const withXmlText = <Type>(value: Type): Type =>
  JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? xmlText(part) : part,
  ) as Type;
