import type { KubeObject } from '../../../kube/types.mts'
import { ApiError } from '../errors.mts'

/** What an admission webhook is asked before an object is written. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE'
  kind: string
  object?: KubeObject
  oldObject?: KubeObject
}

/** Denies with a code and a message; undefined lets the object pass. */
export type Admission = (request: AdmissionRequest) => { code: number; message: string } | undefined

/** Throws the first denial. */
export const admit = (admissions: Admission[], request: AdmissionRequest): void => {
  for (const admission of admissions) {
    const denial = admission(request)
    if (denial) throw new ApiError(denial.code, 'Forbidden', denial.message)
  }
}
