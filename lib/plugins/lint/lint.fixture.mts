import { stringify } from 'yaml'
import { parsePlugins } from '../load.mts'
import type { Finding } from './finding.mts'
import { readImageContents } from './image-contents.mts'
import { lintPlugins } from './lint.mts'
import { noShellTools, type ShellTools } from './script/shell-tools.mts'

/** A definition without findings. */
export const goodDefinition = {
  plugin: 'custom',
  pluginConfig: {
    invoke_interval: '30s',
    timeout: '5s',
    max_output_length: 80,
    concurrency: 3,
  },
  source: 'disk-monitor',
  metricsReporting: true,
  conditions: [{ type: 'DiskProblem', reason: 'DiskIsFine', message: 'the disk is fine' }],
  rules: [
    {
      type: 'permanent',
      condition: 'DiskProblem',
      reason: 'DiskIsSlow',
      path: './custom-config/disk.sh',
    },
  ],
}

export const goodScript =
  '#!/bin/bash\nif ! df / > /dev/null; then\n  echo "no disk"\n  exit 1\nfi\nexit 0\n'

/** Returns chart values with a definition and its script. */
export const createValues = (definition: unknown, script = goodScript): string =>
  stringify({
    settings: {
      custom_plugin_monitors: ['/custom-config/disk.json'],
      custom_monitor_definitions: {
        'disk.json':
          typeof definition === 'string' ? definition : `${JSON.stringify(definition, null, 2)}\n`,
        'disk.sh': script,
      },
    },
  })

const imageContents = await readImageContents()

export const lintText = (text: string, tools: ShellTools = noShellTools): Promise<Finding[]> =>
  lintPlugins([parsePlugins('x.yaml', text)], { imageContents, tools })

/** Renders each finding as its rule and the text from its position to the end of the line. */
export const renderFindings = (text: string, findings: Finding[]): string[] =>
  findings.map(({ rule, position: { line, column } }) =>
    `${rule} ${(text.split('\n')[line - 1] ?? '').slice(column - 1)}`.trim(),
  )

/** Returns the findings in chart values with this definition and script, rendered by `renderFindings`. */
export const lintAndRender = async (definition: unknown, script?: string): Promise<string[]> => {
  const text = createValues(definition, script)
  return renderFindings(text, await lintText(text))
}
