import { ApiError, badRequest, invalid } from '../errors.mts'
import { forbiddenField, unsupportedValue } from '../field-errors.mts'
import type { FieldError } from '../kind.mts'

/** The validated options of a list or watch request, except selectors. */
export interface ListOptions {
  /** The requested resourceVersion, or an empty string. */
  version: string
  versionMatch: string
  /** The maximum number of objects. 0 means no limit. */
  limit: number
  continueToken: string
  sendInitialEvents?: boolean
  allowWatchBookmarks: boolean
  /** 0 means no timeout. */
  timeoutSeconds: number
}

const listOptionsKind = { kind: 'ListOptions', group: 'meta.k8s.io' }

/** Whether a parameter is set and neither `0` nor `false`. Like apimachinery's `Convert_Slice_string_To_bool`. */
export const isTrue = (text: string | null): boolean =>
  text !== null && !['0', 'false'].includes(text.toLowerCase())

export const parseInteger = (text: string | null): number => {
  if (!text) return 0
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  if (BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`)
  return Number(text)
}

/**
 * Parses and validates the options. Throws 400 for malformed numbers, and 422 for options that violate the rules of
 * apimachinery's `ValidateListOptions`.
 */
export const parseListOptions = (query: URLSearchParams, isWatch: boolean): ListOptions => {
  const initialEventsValue = query.get('sendInitialEvents')
  const options: ListOptions = {
    version: query.get('resourceVersion') ?? '',
    versionMatch: query.get('resourceVersionMatch') ?? '',
    limit: Math.max(parseInteger(query.get('limit')), 0),
    continueToken: query.get('continue') ?? '',
    sendInitialEvents: initialEventsValue === null ? undefined : isTrue(initialEventsValue),
    allowWatchBookmarks: isTrue(query.get('allowWatchBookmarks')),
    timeoutSeconds: parseInteger(query.get('timeoutSeconds')),
  }
  const errors = isWatch ? validateWatch(options) : validateList(options)
  if (errors.length > 0) throw invalid(listOptionsKind, '', errors)
  return options
}

const matchField = 'resourceVersionMatch'

const forbidIf = (isForbidden: boolean, detail: string, field = matchField): FieldError[] =>
  isForbidden ? [forbiddenField(field, detail)] : []

const validateList = ({
  version,
  versionMatch,
  continueToken,
  sendInitialEvents,
}: ListOptions): FieldError[] => [
  ...(versionMatch === ''
    ? []
    : [
        ...forbidIf(
          version === '',
          `${matchField} is forbidden unless resourceVersion is provided`,
        ),
        ...forbidIf(continueToken !== '', `${matchField} is forbidden when continue is provided`),
        ...(['Exact', 'NotOlderThan'].includes(versionMatch)
          ? []
          : [unsupportedValue(matchField, versionMatch, ['Exact', 'NotOlderThan', ''])]),
        ...forbidIf(
          versionMatch === 'Exact' && version === '0',
          `${matchField} "exact" is forbidden for resourceVersion "0"`,
        ),
      ]),
  ...forbidIf(
    sendInitialEvents !== undefined,
    'sendInitialEvents is forbidden for list',
    'sendInitialEvents',
  ),
]

const validateWatch = ({
  versionMatch,
  continueToken,
  sendInitialEvents,
}: ListOptions): FieldError[] => [
  ...forbidIf(
    sendInitialEvents !== undefined && versionMatch !== 'NotOlderThan',
    `sendInitialEvents requires setting ${matchField} to NotOlderThan`,
  ),
  ...(versionMatch === ''
    ? []
    : [
        ...forbidIf(
          sendInitialEvents === undefined,
          `${matchField} is forbidden for watch unless sendInitialEvents is provided`,
        ),
        ...(versionMatch === 'NotOlderThan'
          ? []
          : [unsupportedValue(matchField, versionMatch, ['NotOlderThan'])]),
        ...forbidIf(continueToken !== '', `${matchField} is forbidden when continue is provided`),
      ]),
]

/** Parses a resourceVersion. Throws 500 with the message of `ParseResourceVersion`. */
export const parseVersion = (text: string): number => {
  const isNumber = /^\d+$/.test(text)
  if (isNumber && BigInt.asUintN(64, BigInt(text)) === BigInt(text)) return Number(text)
  const value = JSON.stringify(text)
  const cause = isNumber ? 'value out of range' : 'invalid syntax'
  const message = `resourceVersion: Invalid value: ${value}: strconv.ParseUint: parsing ${value}: ${cause}`
  throw new ApiError(500, '', message)
}
