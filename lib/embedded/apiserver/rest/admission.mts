import type { KubeObject } from '../../../kube/types.mts'
import { ApiError } from '../errors.mts'

/** The input of an admission webhook. Webhooks are called before an object is created or updated. */
export interface AdmissionRequest {
  kind: string
  object: KubeObject
  /** Undefined if the object is created. */
  oldObject?: KubeObject
}

/** Validates a write. Returns a code and a message to deny it, or undefined to allow it. */
export type AdmissionWebhook = (request: AdmissionRequest) => AdmissionDenial | undefined

export interface AdmissionDenial {
  code: number
  message: string
}

/** Calls the webhooks in order. Throws the first denial. */
export const callAdmissionWebhooks = (
  webhooks: AdmissionWebhook[],
  request: AdmissionRequest,
): void => {
  for (const webhook of webhooks) {
    const denial = webhook(request)
    if (denial) throw new ApiError(denial.code, 'Forbidden', denial.message)
  }
}
