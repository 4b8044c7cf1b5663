import {
  type LabelCase,
  labels,
  type ModeCase,
  modes,
  pipeline,
  type SelectorCase,
  selectors,
  type WebhookCase,
  webhook,
} from './recordings.mts'

/** The title identifies a case in the list of differences. */

export const selectorTitle = ({ selector }: SelectorCase): string => JSON.stringify(selector)

export const labelTitle = ({ text }: LabelCase): string => JSON.stringify(text)

export const modeTitle = ({ mode, value, of }: ModeCase): string =>
  `${JSON.stringify(mode)}, value ${JSON.stringify(value)}, of ${of} pods`

export const webhookTitle = ({ spec, patch }: WebhookCase): string =>
  patch ? `${JSON.stringify(spec)}, then ${JSON.stringify(patch)}` : JSON.stringify({ spec })

export const titles = {
  selectors: selectors.cases.map(selectorTitle),
  labels: labels.map(labelTitle),
  modes: modes.map(modeTitle),
  webhook: webhook.map(webhookTitle),
  pipeline: pipeline.map(({ name }) => name),
}
