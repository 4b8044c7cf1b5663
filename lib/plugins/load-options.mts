import { text } from 'node:stream/consumers'
import type { LoadOptions } from './load.mts'

/** The options of the scripts that read plugins. */
export const loadOptions = {
  'npd-version': {
    type: 'string',
    value: 'VERSION',
    help: "the version of node-problem-detector (default: from the image's name, or from image/Dockerfile)",
  },
  'values-key': {
    type: 'string',
    value: 'KEY',
    help: "the key of your values that contains the values for NPD's chart (default: found by its content)",
  },
  scripts: {
    type: 'string',
    multiple: true,
    value: 'DIR',
    help: 'a folder with scripts for definitions in separate files; repeatable',
  },
} as const

/** Converts the values of these options. */
export const readLoadOptions = (options: {
  'npd-version': string | undefined
  'values-key': string | undefined
  scripts: string[]
}): LoadOptions => ({
  npdVersion: options['npd-version'],
  valuesKey: options['values-key'],
  scripts: options.scripts,
  readStdin: () => text(process.stdin),
})
