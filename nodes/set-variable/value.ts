/** A variable's value as the wire wants it: always text. A number has the digits that it was given with. */
export const valueText = (value: string | number | boolean): string => String(value);
