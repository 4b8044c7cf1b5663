import { createDecks, type Decks } from './decks.mts'
import { createDeck, createRandom, type Random } from './random.mts'
import type { PluginConfig, Sequence, Theme } from './sequences.mts'
import { themes } from './themes.mts'

/** How many of 24 sequences have each theme. */
const shares: Record<Theme, number> = {
  codes: 4,
  outputs: 4,
  signals: 2,
  'two-rules': 3,
  mixed: 3,
  hangs: 2,
  'rule-timeout': 1,
  faults: 1,
  huge: 1,
  spaced: 1,
  storm: 1,
  stderr: 1,
}

/** NPD's default for `max_output_length`, in bytes. */
const defaultLength = 80

/** Generates `count` sequences. The result depends only on the seed. */
export const generateSequences = (seed: number, count: number): Sequence[] => {
  const random = createRandom(seed)
  const decks = createDecks(random)
  const theme = createDeck(
    random,
    Object.entries(shares).flatMap(([theme, share]) => Array<Theme>(share).fill(theme as Theme)),
  )
  return Array.from({ length: count }, (_, index) =>
    generate(random, decks, theme(), `s${String(index + 1).padStart(3, '0')}`),
  )
}

/** Generates a sequence of a theme. Everything that the theme does not define is random. */
const generate = (random: Random, decks: Decks, theme: Theme, name: string): Sequence => {
  const pluginConfig = generateConfig(random, theme)
  const limit = pluginConfig.max_output_length ?? defaultLength
  return {
    name,
    theme,
    pluginConfig,
    ...(random.chance(20) && { metricsReporting: false }),
    rules: themes[theme]({ random, decks, limit, isShort: random.chance(50) }),
    spaced: theme === 'spaced',
  }
}

const timings: Partial<Record<Theme, Partial<PluginConfig>>> = {
  hangs: { timeout: '2s' },
  'rule-timeout': { timeout: '8s', concurrency: 3 },
  mixed: { concurrency: 3 },
  spaced: { invoke_interval: '2s' },
  // Do not truncate messages: after ten events, whether a repeated message is aggregated depends
  // on the order of a Go map.
  storm: { invoke_interval: '50ms', max_output_length: 80 },
}

const generateConfig = (random: Random, theme: Theme): PluginConfig => ({
  invoke_interval: '100ms',
  timeout: '20s',
  concurrency: 1,
  ...(random.chance(theme === 'mixed' || theme === 'rule-timeout' ? 0 : 50) && {
    max_output_length: random.pick([0, 1, 7, 20, 79, 81, 100, 200, 4095, 5000]),
  }),
  ...(random.chance(theme === 'outputs' ? 60 : 35) && {
    enable_message_change_based_condition_update: random.chance(85),
  }),
  ...(random.chance(30) && { skip_initial_status: random.chance(80) }),
  ...timings[theme],
})
