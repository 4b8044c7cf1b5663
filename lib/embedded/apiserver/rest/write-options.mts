import { invalid } from '../errors.mts'
import { forbiddenField, requiredField, unsupportedValue, valueTooLong } from '../field-errors.mts'
import type { FieldError } from '../kind.mts'
import { isTrue } from './list-options.mts'
import type { RestRequest } from './request.mts'

const optionsKinds: Partial<Record<RestRequest['verb'], string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
}

const maxManagerBytes = 128
const fieldValidationModes = ['', 'Ignore', 'Strict', 'Warn']

/** Throws 422 for invalid options, like metav1's `ValidateCreateOptions` and similar functions. */
export const checkWriteOptions = ({ verb, query, contentType }: RestRequest): void => {
  const kind = optionsKinds[verb]
  if (!kind) return
  const manager = query.get('fieldManager') ?? ''
  const isApply = contentType.startsWith('application/apply-patch')
  const errors: FieldError[] = [
    ...(isApply && manager === ''
      ? [requiredField('fieldManager', 'is required for apply patch')]
      : []),
    ...(isTrue(query.get('force')) && !isApply
      ? [forbiddenField('force', 'may not be specified for non-apply patch')]
      : []),
    ...(Buffer.byteLength(manager) > maxManagerBytes
      ? [valueTooLong('fieldManager', maxManagerBytes)]
      : []),
    ...validateDryRun(query.getAll('dryRun')),
    ...validateFieldValidation(query.get('fieldValidation') ?? ''),
  ]
  if (errors.length > 0) throw invalid({ kind, group: 'meta.k8s.io' }, '', errors)
}

export const validateDryRun = (dryRun: string[]): FieldError[] =>
  dryRun.every(value => value === 'All') ? [] : [unsupportedValue('dryRun', dryRun, ['All'])]

const validateFieldValidation = (requestedMode: string): FieldError[] =>
  fieldValidationModes.includes(requestedMode)
    ? []
    : [unsupportedValue('fieldValidation', requestedMode, fieldValidationModes)]
