/** Orders versions as integers: v1.10 comes after v1.9. Negative when `a` is the older one. */
export const compareVersions = (a: string, b: string): number => {
  const [majorA = 0, minorA = 0] = a.slice(1).split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.slice(1).split('.').map(Number);
  return majorA - majorB || minorA - minorB;
};
