import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

interface Page {
  /** Of what the page is made of. */
  digest: string;
  etag: string;
  body: Buffer;
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('base64url');

/** A page is made of few things that seldom change, and read without a key: built once for each state of these. */
export class KeptPages {
  readonly #pages = new Map<string, Page>();

  /** @param most pages that are kept; over it the oldest one goes. */
  constructor(private readonly most = 200) {}

  /**
   * Answers with the page of this name, or that the caller has it already. `digest` stands for all that `build` makes it
   * of; `build` is called when that has changed.
   */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    { name, type, digest }: { name: string; type: string; digest: string },
    build: () => string,
  ): FastifyReply {
    const page = this.#page(name, digest, build);
    reply.header('ETag', page.etag).header('Cache-Control', 'no-cache');
    const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
    if (known.includes(page.etag) || known.includes('*')) return reply.code(304).send();
    return reply.type(type).send(page.body);
  }

  #page(name: string, digest: string, build: () => string): Page {
    const kept = this.#pages.get(name);
    if (kept?.digest === digest) return kept;
    const body = Buffer.from(build());
    const page = { digest, etag: `"${sha256(body)}"`, body };
    this.#pages.delete(name);
    this.#pages.set(name, page);
    for (const oldest of this.#pages.keys()) if (this.#pages.size > this.most) this.#pages.delete(oldest);
    return page;
  }
}
