/** A variable's value as the wire wants it: always text, numbers without exponent. */
export const valueText = (value: string | number | boolean) =>
  typeof value === 'number' && /e/.test(String(value))
    ? value.toFixed(20).replace(/\.?0+$/, '')
    : String(value);
