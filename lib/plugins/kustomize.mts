import { readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { selectSubvalues, type ValuesSource, valuesOf } from '../chart/values-source.mts'
import { messageOf, UserError } from '../cli/errors.mts'
import { isObject } from '../kube/is-object.mts'
import { dig, listAt } from '../yaml/dig.mts'
import { parseSources, type YamlSource } from '../yaml/source.mts'
import { createPositionLookup } from './from-definition.mts'
import type { ManifestObject } from './manifest-objects.mts'

/** The ConfigMaps that a kustomization generates, and the values that it passes to Helm charts. */
export interface Kustomization {
  objects: ManifestObject[]
  /** The values for each chart, in the order in which Helm applies them. */
  chartValues: ValuesSource[][]
}

export const isKustomization = (value: unknown): boolean =>
  isObject(value) &&
  (value.kind === 'Kustomization' || value.kind === 'Component') &&
  String(value.apiVersion ?? 'kustomize.config.k8s.io/v1').startsWith('kustomize.config.k8s.io/')

/**
 * Reads `configMapGenerator` and `helmCharts` of a kustomization, and the files that they refer to.
 * Throws a UserError if a file cannot be read.
 */
export const readKustomization = (source: YamlSource): Kustomization => {
  const values = valuesOf(source)
  const folder = dirname(source.file)
  return {
    objects: listAt(values.value, 'configMapGenerator').map((generator, index) =>
      toConfigMap(generator, { values, folder, index }),
    ),
    chartValues: listAt(values.value, 'helmCharts').map((chart, index) => {
      const files = [dig(chart, 'valuesFile'), ...listAt(chart, 'additionalValuesFiles')]
      const fileValues = files
        .filter(file => typeof file === 'string')
        .flatMap(file => {
          const path = resolvePath(folder, file)
          return parseSources(path, readReferencedFile(source.file, path)).slice(0, 1).map(valuesOf)
        })
      const inlineValues = isObject(dig(chart, 'valuesInline'))
        ? [selectSubvalues(values, ['helmCharts', index, 'valuesInline'])]
        : []
      return [...fileValues, ...inlineValues]
    }),
  }
}

const resolvePath = (folder: string, file: string): string =>
  isAbsolute(file) ? file : join(folder, file)

const readReferencedFile = (kustomizationFile: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UserError(
      `Failed to read ${path}, which ${kustomizationFile} refers to: ${messageOf(error)}.`,
      'Fix the path in the kustomization, or add the file.',
    )
  }
}

/** Creates the ConfigMap that a generator describes. Positions refer to the files that the generator includes. */
const toConfigMap = (
  generator: unknown,
  { values, folder, index }: { values: ValuesSource; folder: string; index: number },
): ManifestObject => {
  const files = new Map(
    listAt(generator, 'files').map(entry => {
      const [, key, file = ''] = /^(?:([^=]+)=)?([\s\S]*)$/.exec(String(entry)) ?? []
      const path = resolvePath(folder, file)
      return [key ?? basename(file), { path, text: readReferencedFile(values.file, path) }] as const
    }),
  )
  const literals = listAt(generator, 'literals').map(literal => {
    const [, key = '', value = ''] = /^([^=]*)=([\s\S]*)$/.exec(String(literal)) ?? []
    return [key, value] as const
  })
  const location = values.locationOf(['configMapGenerator', index])
  const data = Object.fromEntries([
    ...literals,
    ...Array.from(files, ([key, { text }]) => [key, text]),
  ])
  return {
    file: values.file,
    value: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: dig(generator, 'name') },
      data,
    },
    textAt: ([, key]) => {
      const file = files.get(String(key))
      const text = data[String(key)] ?? ''
      if (!file) return { file: values.file, text, positionOf: () => location.position }
      return { file: file.path, text, positionOf: createPositionLookup(text) }
    },
    locationInside: () => location,
    valuesAt: () => values,
  }
}
