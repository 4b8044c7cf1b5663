import type { KubeObject } from '../../../kube/types.mts'
import { ApiError } from '../errors.mts'

/** Input to an admission webhook before an object is written. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE'
  kind: string
  object?: KubeObject
  oldObject?: KubeObject
}

/** Returns a code and a message to deny the write, or undefined to allow it. */
export type Admission = (request: AdmissionRequest) => { code: number; message: string } | undefined

/** Throws the first denial. */
export const admit = (admissions: Admission[], request: AdmissionRequest): void => {
  for (const admission of admissions) {
    const denial = admission(request)
    if (denial) throw new ApiError(denial.code, 'Forbidden', denial.message)
  }
}
