/** A browser with cookies and a person: fills in the sandbox's sign-in page. Knows nothing of this project's client. */
export class SignInBrowser {
  readonly #cookies = new Map<string, string>();
  /** Every address it was sent to. */
  readonly visited: string[] = [];

  constructor(
    private readonly email = 'ada@example.com',
    private readonly choice: 'sign-in' | 'decline' = 'sign-in',
  ) {}

  /** Goes where it is sent, signs in where it is asked to, and shows what it ends at. */
  async open(url: string): Promise<{ url: string; status: number; text: string }> {
    return this.#land(await this.#follow(url));
  }

  /** As `open`, but stops before it goes to an address that starts so; gives that address. */
  async openUntil(url: string, stop: string): Promise<string> {
    const end = await this.#land(await this.#follow(url, {}, stop), stop);
    return end.url;
  }

  async #land(
    page: { url: string; status: number; text: string },
    stop?: string,
  ): Promise<{ url: string; status: number; text: string }> {
    const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1];
    if (action === undefined || page.status !== 200) return page;
    const body = new URLSearchParams({ email: this.email, choice: this.choice });
    return this.#follow(new URL(action, page.url).href, { method: 'POST', body }, stop);
  }

  async #follow(url: string, init: RequestInit = {}, stop?: string) {
    let at = url;
    let request = init;
    for (let hop = 0; hop < 10; hop += 1) {
      this.visited.push(at);
      if (stop !== undefined && at.startsWith(stop)) return { url: at, status: 0, text: '' };
      const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(at, { ...request, redirect: 'manual', headers: { cookie } });
      for (const set of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
        if (value === '') this.#cookies.delete(name!);
        else this.#cookies.set(name!, value!);
      }
      const location = response.headers.get('location');
      if (location === null) return { url: at, status: response.status, text: await response.text() };
      at = new URL(location, at).href;
      request = {};
    }
    throw new Error(`too many redirects from ${url}`);
  }
}
