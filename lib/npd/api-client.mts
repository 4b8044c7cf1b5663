/** NPD's connection to the API server. The caller chooses the implementation. */
export interface ApiTransport {
  /**
   * Resolves with the response, even if its status is an error. Rejects with Go's error text if there is no
   * response.
   */
  request(request: ApiRequest): Promise<{ status: number; body: string }>
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  contentType?: string
  body?: string
  signal?: AbortSignal
}

/** client-go's `StatusError`: the API server rejected the request. */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly code: number
  readonly reason: string | undefined

  constructor(message: string, code: number, reason?: string) {
    super(message)
    this.code = code
    this.reason = reason
  }
}

/** Sends a request and returns the object in the response. Throws a StatusError for status 400 or higher. */
export const send = async <T,>(transport: ApiTransport, request: ApiRequest): Promise<T> => {
  const { status, body } = await transport.request(request)
  if (status < 400) return JSON.parse(body)
  const { message = `the server responded with status ${status}`, reason } = parseErrorBody(body)
  throw new StatusError(message, status, reason)
}

const parseErrorBody = (body: string): { message?: string; reason?: string } => {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}
