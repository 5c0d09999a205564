const refusedCode = 'REFUSED_ADDRESS';

/** A name led to an address inside a private network, where the author of a name must not send us. */
export class RefusedAddress extends Error {
  readonly code = refusedCode;

  constructor(hostname: string, address: string) {
    super(`${hostname} leads to ${address}, an address of a private network`);
  }
}

/** Whether a request failed since its host's name leads into a private network; nothing was sent then. */
export const isRefusedAddress = (error: Error): boolean =>
  (error as NodeJS.ErrnoException).code === refusedCode;
