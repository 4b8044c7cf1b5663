import { expect, test } from 'vitest'
import {
  checkConfigKey,
  checkLabelName,
  checkLabelValue,
  checkPathSegment,
  checkQualifiedName,
  checkSubdomain,
} from './names.mts'

test.each([
  [checkSubdomain, 'npd-test-worker.example.com'],
  [checkLabelName, 'kube-system'],
  [checkLabelValue, ''],
  [checkLabelValue, 'x'.repeat(63)],
  [checkQualifiedName, 'node-role.kubernetes.io/control-plane'],
  [checkQualifiedName, 'MyName'],
  [checkPathSegment, 'npd-test-worker.17a_B c'],
  [checkConfigKey, 'check_network.sh'],
])('%o accepts %s', (check, name) => {
  expect(check(name)).toEqual([])
})

test('the messages describe the required form', () => {
  expect(checkSubdomain('Bad_Name')).toEqual([
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  ])
  expect(checkLabelName('a.b')).toEqual(['must not contain dots'])
  expect(checkLabelName('a_b')).toEqual([
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  ])
  expect(checkSubdomain('a'.repeat(254))).toEqual(['must be no more than 253 characters'])
})

test('lengths are counted in bytes', () => {
  expect(checkLabelValue('é'.repeat(32))).toContain('must be no more than 63 characters')
})

test('a label value that is too long and malformed has two violations', () => {
  expect(checkLabelValue(`${'x'.repeat(63)}!`)).toEqual([
    'must be no more than 63 characters',
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
  ])
})

test('the message names the invalid part of a key', () => {
  const namePart =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
  expect(checkQualifiedName('a b')).toEqual([namePart])
  expect(checkQualifiedName('/')).toEqual([
    'prefix part must be non-empty',
    'name part must be non-empty',
    namePart,
  ])
  expect(checkQualifiedName('UP.com/x')[0]).toMatch(/^prefix part a lowercase RFC 1123 subdomain/)
  expect(checkQualifiedName('a/b/c')[0]).toMatch(
    /^a qualified name must .*'example.com\/MyName'\)$/,
  )
  expect(checkQualifiedName(`x.y/${'x'.repeat(64)}`)).toEqual([
    'name part must be no more than 63 characters',
  ])
})

test('an event may have any name that is valid in a path', () => {
  expect(checkPathSegment('a%b')).toEqual(["may not contain '%'"])
  expect(checkPathSegment('..')).toEqual(["may not be '..'"])
})

test('a ConfigMap key may be a file name but not a path', () => {
  expect(checkConfigKey('..')).toEqual(["must not be '..'"])
  expect(checkConfigKey('..data')).toEqual(["must not start with '..'"])
  expect(checkConfigKey('a/b')).toHaveLength(1)
})
