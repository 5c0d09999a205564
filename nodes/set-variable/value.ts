/**
 * A variable's value as the wire wants it: always text. A number has the digits that it was given with; one with an
 * exponent is written out.
 */
export const valueText = (value: string | number | boolean): string => {
  const text = String(value);
  if (typeof value === 'string') return text;
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]?\d+)$/i.exec(text) ?? [];
  if (exponent === undefined) return text;
  const point = whole.length + Number(exponent);
  const ones = Math.max(point, 1);
  const digits = '0'.repeat(Math.max(1 - point, 0)) + (whole + fraction).padEnd(point, '0');
  const rest = digits.slice(ones);
  return sign + digits.slice(0, ones).replace(/^0+(?=\d)/, '') + (rest && `.${rest}`);
};
