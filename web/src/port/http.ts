// The port over HTTP, to the server that also serves this page. Same origin only.
import { PortError, type Port } from './port';
import type { PortProblem, Routine } from './types';

const kTimeout_ms = 15_000;

export function create_http_port(base = '/api/v1', fetcher: typeof fetch = fetch): Port {
  async function request(method: string, path: string, body?: unknown): Promise<Response> {
    const stopper = new AbortController();
    const timer = setTimeout(() => stopper.abort(), kTimeout_ms);
    let response: Response;
    try {
      response = await fetcher(base + path, {
        method,
        signal: stopper.signal,
        cache: 'no-store',
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
    } catch {
      throw new PortError({ code: 'offline', message: '' });
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) throw new PortError(await read_problem(response));
    return response;
  }

  async function json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await request(method, path, body);
    try {
      return (await response.json()) as T;
    } catch {
      throw new PortError({ code: 'bad_answer', message: '' });
    }
  }

  const id = encodeURIComponent;
  /** What happened is told one after the other: the journal keeps it in the order it came. */
  let told: Promise<unknown> = Promise.resolve();
  return {
    questions: () => json('GET', '/questions'),
    guidance: () => json('GET', '/guidance'),
    sources: () => json('GET', '/sources'),
    atlas: (receiver) => (receiver ? json('POST', '/atlas', { receiver }) : json('GET', '/atlas')),
    codex: () => json('GET', '/codex'),
    screen: (the_case) => json('POST', '/screen', the_case),
    plan: (the_case) => json('POST', '/plan', the_case),
    replan: (the_case, routine, edit) => json('POST', '/replan', { case: the_case, routine: bare(routine), edit }),
    swaps: (the_case, routine, stroke_id) => json('POST', '/swaps', { case: the_case, routine: bare(routine), stroke_id }),
    async export_file(the_case, routine, format) {
      const response = await request('POST', '/export', { case: the_case, ...(routine ? { routine: bare(routine) } : {}), format });
      return response.blob();
    },
    async store_plan(the_case) {
      const { case_id } = await json<{ case_id: string }>('POST', '/cases', the_case);
      const routine = await json<Routine>('POST', `/cases/${id(case_id)}/plan`);
      return { case_id, routine };
    },
    edit_stored: (routine_id, edit) => json('POST', `/routines/${id(routine_id)}/edit`, edit),
    tell(routine_id, event) {
      const sent = told.then(async () => { await request('POST', `/routines/${id(routine_id)}/events`, event); });
      told = sent.catch(() => undefined);
      return sent;
    },
    async erase(case_id) {
      await request('DELETE', `/cases/${id(case_id)}`);
    },
  };
}

/** The routine's own document, without where the journal keeps it. */
function bare(routine: Routine): Routine {
  const { routine_id: _routine_id, case_id: _case_id, ...document } = routine;
  return document;
}

/** The server's `{error:{…}}`; anything else becomes a problem named by its status. */
export async function read_problem(response: Response): Promise<PortProblem> {
  try {
    const document = (await response.json()) as { error?: PortProblem };
    if (document.error && typeof document.error.message === 'string') return document.error;
  } catch {
    // not JSON: fall through to the status
  }
  return { code: `http_${response.status}`, message: '' };
}
