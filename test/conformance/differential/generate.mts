import { createDecks, type Decks } from './decks.mts'
import { createDeck, createRandom, type Random } from './random.mts'
import type { PluginConfig, Sequence, Theme } from './sequences.mts'
import { themes } from './themes.mts'

/** How often each theme comes in two dozen sequences. */
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

/** NPD's own, in bytes. */
const defaultLength = 80

/** `count` sequences, the same for the same seed. */
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

/** A sequence is made of its theme, with all that a theme leaves open drawn at random. */
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
  // The same message again, once there are ten, is aggregated or not by the order of one of Go's maps.
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
