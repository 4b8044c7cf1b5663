import { isAllowed } from './auth.mts'
import { invalid } from './errors.mts'
import { invalidField } from './field-errors.mts'
import type { Kind } from './kind.mts'
import { decodeObject } from './rest/decode-body.mts'
import type { Reply } from './rest/request.mts'
import type { HttpRequest } from './routes.mts'
import { createFields, object, string } from './schema.mts'
import { objectMeta } from './schemas/meta.mts'

interface AccessReview {
  spec?: {
    resourceAttributes?: {
      verb?: string
      group?: string
      resource?: string
      subresource?: string
    } | null
    nonResourceAttributes?: { path?: string; verb?: string } | null
  } | null
}

const toAuthorizationName = (name: string): string => `io.k8s.api.authorization.v1.${name}`
const typeFields = { ...createFields('kind apiVersion', string), metadata: objectMeta }

/** Describes a review kind. The server responds to a review, but does not store it. */
const createReviewKind = (group: string, kind: string, fields = {}): Kind => ({
  group,
  version: 'v1',
  kind,
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  shortNames: [],
  namespaced: false,
  subresources: [],
  hasGeneration: false,
  schema: object(undefined, { ...typeFields, ...fields }),
  columns: [],
})

const accessReviewKind = createReviewKind('authorization.k8s.io', 'SelfSubjectAccessReview', {
  spec: object(toAuthorizationName('SelfSubjectAccessReviewSpec'), {
    resourceAttributes: object(
      toAuthorizationName('ResourceAttributes'),
      createFields('namespace verb group version resource subresource name', string),
    ),
    nonResourceAttributes: object(
      toAuthorizationName('NonResourceAttributes'),
      createFields('path verb', string),
    ),
  }),
})

const subjectReviewKind = createReviewKind('authentication.k8s.io', 'SelfSubjectReview')

/**
 * Responds to `kubectl auth can-i`. Throws 422 unless the review has exactly one kind of attributes, like
 * `ValidateSelfSubjectAccessReview`.
 */
export const reviewAccess = (request: HttpRequest): Reply => {
  const review = decodeObject({ ...request, kind: accessReviewKind }).object as AccessReview
  const spec = review.spec ?? {}
  const { resourceAttributes, nonResourceAttributes } = spec
  if (!resourceAttributes === !nonResourceAttributes)
    throw invalid({ kind: '', group: accessReviewKind.group }, '', [
      resourceAttributes
        ? invalidField(
            'spec.nonResourceAttributes',
            { Path: nonResourceAttributes?.path ?? '', Verb: nonResourceAttributes?.verb ?? '' },
            'cannot be specified in combination with resourceAttributes',
          )
        : invalidField(
            'spec.resourceAttributes',
            null,
            'exactly one of nonResourceAttributes or resourceAttributes must be specified',
          ),
    ])
  const { verb = '*', group = '', resource = '*', subresource } = resourceAttributes ?? {}
  const body = {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec,
    status: { allowed: isAllowed(request.user, { verb, group, resource, subresource }) },
  }
  return { code: 201, body }
}

/** Responds to `kubectl auth whoami`. */
export const reviewSubject = (request: HttpRequest): Reply => {
  decodeObject({ ...request, kind: subjectReviewKind })
  const { name: username, groups } = request.user
  const body = {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    status: { userInfo: { username, groups } },
  }
  return { code: 201, body }
}
