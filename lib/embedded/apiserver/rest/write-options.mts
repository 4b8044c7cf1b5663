import { invalid } from '../errors.mts'
import { forbiddenField, requiredField, tooLongField, unsupportedField } from '../field-errors.mts'
import type { FieldError } from '../kind.mts'
import { isSet } from './list-options.mts'
import type { RestRequest } from './request.mts'

const optionsKinds: Partial<Record<RestRequest['verb'], string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
}

const maxManagerBytes = 128
const validations = ['', 'Ignore', 'Strict', 'Warn']

/** Throws 422 for invalid options, like metav1's `ValidateCreateOptions` and similar functions. */
export const checkWriteOptions = ({ verb, query, contentType }: RestRequest): void => {
  const kind = optionsKinds[verb]
  if (!kind) return
  const manager = query.get('fieldManager') ?? ''
  const applying = contentType.startsWith('application/apply-patch')
  const errors: FieldError[] = [
    ...(applying && manager === ''
      ? [requiredField('fieldManager', 'is required for apply patch')]
      : []),
    ...(query.has('force') && isSet(query.get('force')) && !applying
      ? [forbiddenField('force', 'may not be specified for non-apply patch')]
      : []),
    ...(Buffer.byteLength(manager) > maxManagerBytes
      ? [tooLongField('fieldManager', maxManagerBytes)]
      : []),
    ...dryRunErrors(query.getAll('dryRun')),
    ...validationErrors(query.get('fieldValidation') ?? ''),
  ]
  if (errors.length > 0) throw invalid({ kind, group: 'meta.k8s.io' }, '', errors)
}

export const dryRunErrors = (dryRun: string[]): FieldError[] =>
  dryRun.every(each => each === 'All') ? [] : [unsupportedField('dryRun', dryRun, ['All'])]

const validationErrors = (requested: string): FieldError[] =>
  validations.includes(requested)
    ? []
    : [unsupportedField('fieldValidation', requested, validations)]
