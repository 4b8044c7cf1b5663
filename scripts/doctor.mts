import { defineScript, runScript } from '../lib/cli/script.mts'
import { bringUpOptions } from '../lib/cluster/bring-up.mts'
import { readChoice } from '../lib/cluster/choice.mts'
import { renderFindings } from '../lib/doctor/check.mts'
import { checkNothingLacks, examineClusters } from '../lib/doctor/doctor.mts'

export const script = defineScript({
  name: 'doctor',
  summary: 'Tells whether this machine has what the clusters need, and how to mend what it lacks.',
  options: {
    cluster: { type: 'string', value: 'KIND', help: 'only for this one: embedded or kind' },
    'node-image': bringUpOptions['node-image'],
  },
  run: async ({ options, signal, print }) => {
    const { cluster } = readChoice(options)
    const examined = await examineClusters(cluster, signal, options['node-image'])
    for (const { type, findings } of examined) print(`${type}\n${renderFindings(findings)}`)
    checkNothingLacks(examined)
  },
})

await runScript(import.meta.url, script)
