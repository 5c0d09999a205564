/** What a package may hold at most; a zip beyond it is refused before it is unpacked. */
export const limits = {
  /** The zip, bytes. The build's own limit is far below. */
  zipBytes: 1024 * 1024,
  /** One unpacked file, bytes. */
  fileBytes: 512 * 1024,
  /** All unpacked files together, bytes. */
  totalBytes: 4 * 1024 * 1024,
  files: 1000,
  /** A path inside the package, characters. */
  pathLength: 200,
};

/** The build fails over it. */
export const builtPackageBytes = 64 * 1024;
