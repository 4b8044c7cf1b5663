/** NPD's connection to the API server; what it is made of is the caller's. */
export interface ApiTransport {
  /** Rejects, in Go's words, when no answer comes; any answer resolves. */
  request(request: ApiRequest): Promise<{ status: number; body: string }>
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  contentType?: string
  body?: string
  signal?: AbortSignal
}

/** client-go's `StatusError`: the API server answered, and refused. */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly code: number

  constructor(message: string, code: number) {
    super(message)
    this.code = code
  }
}

/** The object that the API server answers with. */
export const send = async <T,>(transport: ApiTransport, request: ApiRequest): Promise<T> => {
  const { status, body } = await transport.request(request)
  if (status < 400) return JSON.parse(body)
  throw new StatusError(messageOf(body) ?? `the server answered ${status}`, status)
}

const messageOf = (body: string): string | undefined => {
  try {
    return JSON.parse(body).message
  } catch {
    return undefined
  }
}
