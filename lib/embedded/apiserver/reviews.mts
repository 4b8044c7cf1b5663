import { isAllowed, type User } from './auth.mts'

interface AccessReview {
  spec?: {
    resourceAttributes?: {
      verb?: string
      group?: string
      resource?: string
      subresource?: string
    }
    nonResourceAttributes?: { path?: string; verb?: string }
  }
}

/** Responds to `kubectl auth can-i`. */
export const reviewAccess = (user: User, review: AccessReview): object => {
  const {
    verb = '*',
    group = '',
    resource = '*',
    subresource,
  } = review.spec?.resourceAttributes ?? {}
  const attributes = { verb, group, resource, subresource }
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: review.spec,
    status: { allowed: isAllowed(user, attributes) },
  }
}

/** Responds to `kubectl auth whoami`. */
export const reviewSelf = (user: User): object => ({
  kind: 'SelfSubjectReview',
  apiVersion: 'authentication.k8s.io/v1',
  metadata: {},
  status: { userInfo: { username: user.name, groups: user.groups } },
})
