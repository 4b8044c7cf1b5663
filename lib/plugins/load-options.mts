import { text } from 'node:stream/consumers'
import type { LoadOptions } from './load.mts'

/** The command-line options that all commands that read plugins share. */
export const loadOptions = {
  'npd-version': {
    type: 'string',
    value: 'VERSION',
    help: 'the version of node-problem-detector (default: from the image tag, or from image/Dockerfile)',
  },
  'values-key': {
    type: 'string',
    value: 'KEY',
    help: "the key in your values file that contains NPD's chart values (default: detected from the content)",
  },
  scripts: {
    type: 'string',
    multiple: true,
    value: 'DIR',
    help: 'a folder with the scripts of standalone definition files; repeatable',
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
